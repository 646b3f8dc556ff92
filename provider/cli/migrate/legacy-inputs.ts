import type { Fields } from "../../resource/field";
import { isObject, type Properties } from "../../resource/properties";
import { type FoundObject, invalidReason, withoutLogin } from "../adopt/model";
import { safeJson } from "../print/terminal";
import type { ImportableKind } from "../vendor/importable-kind";
import { fieldOf } from "../vendor/recognition";
import type { Recognised } from "./recognition";

/** The inputs that the old state holds for an object, under our names and without secrets. */
function legacyInputs({ old: { layers }, kind, id }: Recognised): Properties {
  const readable = Object.entries(kind.row.fields).filter(([, { readBack }]) => readBack === "value");
  const inputs = Object.fromEntries(
    readable.flatMap(([name]) => {
      const value = fieldOf(layers, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  for (const [name, { fields, onlyWith }] of readable) {
    if (fields === undefined) continue;
    const isUsed = onlyWith === undefined || inputs[onlyWith.field] === onlyWith.value;
    const { [name]: value } = inputs;
    if (isUsed && isObject(value)) inputs[name] = withoutSecrets(fields, value);
    else delete inputs[name];
  }
  return {
    ...without(inputs, alternativesOf(kind)),
    ...declaredAlternative(kind, layers),
    ...fieldsOfId(kind, id),
  };
}

const alternativesOf = ({ commands }: ImportableKind) => commands.recognition?.alternatives ?? [];

/**
 * Of fields that mean the same, the one in the first layer that has any: other layers may use another field.
 */
function declaredAlternative(kind: ImportableKind, layers: readonly Properties[]): Properties {
  const alternatives = alternativesOf(kind);
  const first = layers.find((layer) => alternatives.some((name) => layer[name] != null)) ?? {};
  const used = alternatives.find((name) => first[name] != null);
  return used === undefined ? {} : { [used]: first[used] };
}

const without = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/** Fields whose values are the id or parts of the id. */
function fieldsOfId({ row, commands }: ImportableKind, id: string): Properties {
  const { idField } = commands.recognition ?? {};
  if (idField !== undefined) return { [idField]: id };
  const parts = row.id.pattern.exec(id) ?? [];
  const names = Object.keys(row.fields).filter((name) => row.fields[name]?.readBack === "id");
  return Object.fromEntries(
    names.map((name, index) => {
      const value = parts[index + 1];
      return [name, row.fields[name]?.kept?.(value) ?? value];
    }),
  );
}

const withoutSecrets = (fields: Fields, properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => fields[name]?.secret !== true));

/** A field that differs between the old state and the server; values are JSON. */
export interface Difference {
  readonly field: string;
  readonly old: string;
  readonly now: string;
}

/**
 * Fields that differ between the old state and the server, without secrets; the lifecycle decides which
 * values are equal.
 */
export function differences(one: Recognised, { kind, id, inputs, outputs }: FoundObject): Difference[] {
  const legacy = legacyInputs(one);
  const alternatives = alternativesOf(kind);
  const hasAlternative = alternatives.some((name) => name in legacy);
  const declared = { ...(hasAlternative ? without(inputs, alternatives) : inputs), ...legacy };
  const { lifecycle } = kind;
  const shownIn = (properties: Properties, name: string) => {
    if (kind.row.fields[name]?.secret) return "***";
    const names = alternatives.includes(name) ? alternatives : [name];
    const value = names.map((other) => properties[other]).find((other) => other !== undefined);
    const { fields } = kind.row.fields[name] ?? {};
    const shown = fields !== undefined && isObject(value) ? withoutSecrets(fields, value) : value;
    return shown === undefined ? "nothing" : withoutLogin(safeJson(shown));
  };
  return [...lifecycle.diff(id, outputs, lifecycle.check({}, declared).inputs).changes].map((field) => ({
    field,
    old: shownIn(declared, field),
    now: shownIn(inputs, field),
  }));
}

/**
 * The properties of an object as the old state describes it, without its secret; or why they can't be
 * declared.
 */
export function legacyProperties(
  one: Recognised,
): { readonly inputs: Properties; readonly outputs: Properties } | { readonly reason: string } {
  const legacy = legacyInputs(one);
  const { inputs, failures } = one.kind.lifecycle.check({}, legacy);
  const wrong = failures.filter(({ field }) => !one.kind.secrets.includes(field));
  return wrong.length === 0
    ? { inputs, outputs: inputs }
    : { reason: invalidReason("the old state", legacy, wrong) };
}
