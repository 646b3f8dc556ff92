import { isDeepStrictEqual } from "node:util";
import type { Field, Fields } from "./field";
import type { ResourceKind } from "./kind";
import { isObject, type Properties } from "./properties";
import { UNKNOWN } from "./unknown";

const mapped = (fields: Fields, valueFor: (name: string, field: Field) => unknown): Properties =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueFor(name, field)]));

function meaningOfValue({ fields, set, meaning, default: byDefault }: Field, given: unknown): unknown {
  const value = given === undefined ? byDefault : given;
  if (fields !== undefined && isObject(value)) return meaningOf(fields, value);
  if (set && Array.isArray(value)) return [...new Set(value)].sort();
  return value === undefined || value === UNKNOWN || meaning === undefined ? value : meaning(value);
}

/** Whether an object has a use for a field: one that goes with another value of a third field means nothing. */
const isOwned = ({ onlyWith }: Field, properties: object): boolean => {
  const value = onlyWith && (properties as Properties)[onlyWith.field];
  return value === undefined || value === UNKNOWN || value === onlyWith?.value;
};

/**
 * Properties in the form in which the same meaning has the same value. What is read at creation only has no part in it, nor what the
 * object has no use for.
 */
export function meaningOf(fields: Fields, properties: object): Properties {
  const meaning: Properties = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.onChange === "nothing") continue;
    const given = (properties as Properties)[name];
    meaning[name] = isOwned(field, properties) ? meaningOfValue(field, given) : undefined;
  }
  return meaning;
}

const hasSameMeaning = (field: Field, one: unknown, other: unknown): boolean =>
  one === other || isDeepStrictEqual(meaningOfValue(field, one), meaningOfValue(field, other));

/**
 * What the server's answer says of an object: of each field the declared spelling where it means the same, and the declared value where the
 * server does not tell it. Fields that exclude each other stay as declared where the server has those of another value: the engine can put
 * any of them in place of the program's, and each must still fit the others.
 */
export const readBack = (
  { fields, absentMeans }: Pick<ResourceKind, "fields" | "absentMeans">,
  answer: object,
  declared: object,
): Properties =>
  mapped(fields, (name, field) => {
    const told = (answer as Properties)[name] ?? undefined;
    const known = (declared as Properties)[name];
    if (field.readBack !== "value" || !isComparable(field, known, answer, declared)) return known;
    if (told === undefined) return absentMeans === "no value" ? absentValue(field, known) : known;
    if (field.fields !== undefined && isObject(told)) {
      return readBack({ fields: field.fields, absentMeans }, told, isObject(known) ? known : {});
    }
    // Of a default that was not declared the state tells what it is.
    const isDeclared = known !== undefined || meaningOfValue(field, told) === undefined;
    return isDeclared && hasSameMeaning(field, told, known) ? known : told;
  });

/** Whether the server's answer tells of a field as it was declared; of an object of which nothing is known, it tells of all that it uses. */
function isComparable(field: Field, known: unknown, answer: object, declared: object): boolean {
  if (field.onlyWith === undefined) return true;
  const { [field.onlyWith.field]: deciding } = declared as Properties;
  const told = (answer as Properties)[field.onlyWith.field] ?? deciding;
  return (known !== undefined || deciding === undefined) && isOwned(field, { [field.onlyWith.field]: told });
}

/** What it means that a server that tells all does not tell a field: it leaves out a default and what every such object has. */
function absentValue({ required, onlyWith, default: byDefault }: Field, known: unknown): unknown {
  if (byDefault !== undefined) return byDefault;
  return required === true || onlyWith !== undefined ? known : undefined;
}

/** Whether nothing that the server says of an object contradicts what is declared. */
export const isAsDeclared = (
  kind: Pick<ResourceKind, "fields" | "absentMeans">,
  answer: object,
  declared: object,
) =>
  isDeepStrictEqual(
    meaningOf(kind.fields, readBack(kind, answer, declared)),
    meaningOf(kind.fields, declared),
  );

/** What is sent of an object of what it uses: when it is created all that the server takes, later only what can change. */
export const sentFields = (fields: Fields, properties: object, when: "creation" | "change"): Properties =>
  mapped(
    Object.fromEntries(
      Object.entries(fields).filter(
        ([, { readBack, onChange }]) =>
          !(readBack === "not sent" || readBack === "id") && (when === "creation" || onChange !== "nothing"),
      ),
    ),
    (name, field) => (isOwned(field, properties) ? (properties as Properties)[name] : undefined),
  );
