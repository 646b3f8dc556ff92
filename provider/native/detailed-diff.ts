import { isDeepStrictEqual } from "node:util";
import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Field, Fields } from "../resource/field";
import type { ResourceKind } from "../resource/kind";
import type { Plan } from "../resource/lifecycle";
import { isObject, type Properties } from "../resource/properties";

const { Kind } = PropertyDiff;

/** Kind of change of each property in a plan, by path: `xAuthInfo.password`. */
export function detailedDiff(
  { fields }: Pick<ResourceKind, "fields">,
  { changes, replaces }: Plan,
  was: Properties,
  wanted: Properties,
): Map<string, PropertyDiff> {
  const known = changes.filter((name) => name in fields);
  // A field that no longer applies counts as changed too, but its value is the same: there is nothing to
  // show.
  const visible = known.filter(
    (name) => was[name] === undefined || !isDeepStrictEqual(was[name], wanted[name]),
  );
  const paths = (visible.length > 0 ? visible : known).flatMap((name) => {
    const isSetElsewhere = was[name] === undefined && wanted[name] === undefined;
    const changed = isSetElsewhere
      ? differingFields(fields, was, wanted)
      : changedPaths(name, fields[name] as Field, was[name], wanted[name]);
    return changed.map((path) => ({ path, replaces: replaces.includes(name) }));
  });
  return new Map(paths.map(({ path, replaces }) => [path, property(path, replaces, was, wanted)]));
}

/** The changed fields, where two fields can express the same value and the other one is set. */
const differingFields = (fields: Fields, was: Properties, wanted: Properties): string[] =>
  Object.keys(fields).filter(
    (name) => fields[name]?.onChange !== "nothing" && differs(fields, name, was[name], wanted[name]),
  );

function changedPaths(name: string, { fields }: Field, was: unknown, wanted: unknown): string[] {
  if (fields === undefined || !isObject(was) || !isObject(wanted)) return [name];
  const changed = Object.keys(fields).filter((inner) => differs(fields, inner, was[inner], wanted[inner]));
  return changed.length === 0 ? [name] : changed.map((inner) => `${name}.${inner}`);
}

const differs = (fields: Fields, name: string, was: unknown, wanted: unknown): boolean => {
  const meaning = fields[name]?.meaning ?? ((value: unknown) => value);
  return !isDeepStrictEqual(was && meaning(was), wanted && meaning(wanted));
};

function property(path: string, replaces: boolean, was: Properties, wanted: Properties): PropertyDiff {
  const diff = new PropertyDiff();
  // What the program declares is compared with what the state has.
  diff.setInputdiff(true);
  const [before, after] = [was, wanted].map((properties) => at(properties, path));
  if (before === undefined) diff.setKind(replaces ? Kind.ADD_REPLACE : Kind.ADD);
  else if (after === undefined) diff.setKind(replaces ? Kind.DELETE_REPLACE : Kind.DELETE);
  else diff.setKind(replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE);
  return diff;
}

const at = (properties: Properties, path: string): unknown =>
  path.split(".").reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), properties);
