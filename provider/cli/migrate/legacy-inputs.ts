import type { Fields } from "../../resource/field";
import { isObject, type Properties } from "../../resource/properties";
import { type FoundObject, whyNot, withoutLogin } from "../adopt/model";
import { safeJson } from "../print/terminal";
import type { ImportableKind } from "../vendor/importable-kind";
import { fieldOf } from "../vendor/recognition";
import type { Recognised } from "./recognition";

/** What the old state says was declared, in our words and without secrets; what it does not tell is not there. */
function legacyInputsOf({ old: { says }, kind, id }: Recognised): Properties {
  const told = Object.entries(kind.row.fields).filter(([, { readBack }]) => readBack === "value");
  const said = Object.fromEntries(
    told.flatMap(([name]) => {
      const value = fieldOf(says, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  for (const [name, { fields, onlyWith }] of told) {
    if (fields === undefined) continue;
    const isUsed = onlyWith === undefined || said[onlyWith.field] === onlyWith.value;
    const { [name]: value } = said;
    if (isUsed && isObject(value)) said[name] = withoutSecrets(fields, value);
    else delete said[name];
  }
  return { ...without(said, alternativesOf(kind)), ...spoken(kind, says), ...inId(kind, id) };
}

const alternativesOf = ({ commands }: ImportableKind) => commands.recognition?.alternatives ?? [];

/** Of fields that mean the same, the one that the first layer has which has any: another layer may say it with another field. */
function spoken(kind: ImportableKind, says: readonly Properties[]): Properties {
  const alternatives = alternativesOf(kind);
  const speaking = says.find((layer) => alternatives.some((name) => layer[name] != null)) ?? {};
  const used = alternatives.find((name) => speaking[name] != null);
  return used === undefined ? {} : { [used]: speaking[used] };
}

const without = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/** Fields whose values are the id, or parts of it. */
function inId({ row, commands }: ImportableKind, id: string): Properties {
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

/** A field of which the old state says something else than the server. */
export interface Difference {
  readonly field: string;
  /** As JSON. */
  readonly old: string;
  readonly now: string;
}

/** What the old state says otherwise than the server, without secrets; a lifecycle knows what means the same. */
export function differences(one: Recognised, { kind, id, inputs, outputs }: FoundObject): Difference[] {
  const said = legacyInputsOf(one);
  const alternatives = alternativesOf(kind);
  const isSpoken = alternatives.some((name) => name in said);
  const declared = { ...(isSpoken ? without(inputs, alternatives) : inputs), ...said };
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

/** What a state would hold of an object that is as its old state says, all but its secret; or why that can't be told. */
export function legacyProperties(
  one: Recognised,
): { readonly inputs: Properties; readonly outputs: Properties } | { readonly why: string } {
  const said = legacyInputsOf(one);
  const { inputs, failures } = one.kind.lifecycle.check({}, said);
  const wrong = failures.filter(({ field }) => !one.kind.secrets.includes(field));
  return wrong.length === 0 ? { inputs, outputs: inputs } : { why: whyNot("the old state", said, wrong) };
}
