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

/** Whether a field applies to an object, which depends on the value of another field. */
const applies = ({ onlyWith }: Field, properties: object): boolean => {
  const value = onlyWith && (properties as Properties)[onlyWith.field];
  return value === undefined || value === UNKNOWN || value === onlyWith?.value;
};

/**
 * Canonical form of properties: equivalent properties have equal forms. Fields that are only read at
 * creation, and those that do not apply to the object, are left out.
 */
export function meaningOf(fields: Fields, properties: object): Properties {
  const meaning: Properties = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.onChange === "nothing") continue;
    const given = (properties as Properties)[name];
    meaning[name] = applies(field, properties) ? meaningOfValue(field, given) : undefined;
  }
  return meaning;
}

const hasSameMeaning = (field: Field, one: unknown, other: unknown): boolean =>
  one === other || isDeepStrictEqual(meaningOfValue(field, one), meaningOfValue(field, other));

/**
 * The server's answer as properties. A field keeps its declared spelling where both mean the same, and its
 * declared value where the server does not return it. Fields that exclude each other stay as declared where
 * the server has those of another value: with `ignoreChanges` the engine may take any of them, and each must
 * still fit the others.
 */
export const readBack = (
  { fields, absentMeans }: Pick<ResourceKind, "fields" | "absentMeans">,
  answer: object,
  declared: object,
): Properties =>
  mapped(fields, (name, field) => {
    const received = (answer as Properties)[name] ?? undefined;
    const known = (declared as Properties)[name];
    if (field.readBack !== "value" || !isComparable(field, known, answer, declared)) return known;
    if (received === undefined) return absentMeans === "no value" ? absentValue(field, known) : known;
    if (field.fields !== undefined && isObject(received)) {
      return readBack({ fields: field.fields, absentMeans }, received, isObject(known) ? known : {});
    }
    // A default that was not declared is stored with its value.
    const isDeclared = known !== undefined || meaningOfValue(field, received) === undefined;
    return isDeclared && hasSameMeaning(field, received, known) ? known : received;
  });

/**
 * Whether the server's answer can be compared with a declared field; for an unknown object, every applicable
 * field can.
 */
function isComparable(field: Field, known: unknown, answer: object, declared: object): boolean {
  if (field.onlyWith === undefined) return true;
  const { [field.onlyWith.field]: deciding } = declared as Properties;
  const received = (answer as Properties)[field.onlyWith.field] ?? deciding;
  return (
    (known !== undefined || deciding === undefined) && applies(field, { [field.onlyWith.field]: received })
  );
}

/**
 * Value of a field that a server, which returns all fields, left out: its default, or the known value of a
 * required field.
 */
function absentValue({ required, onlyWith, default: byDefault }: Field, known: unknown): unknown {
  if (byDefault !== undefined) return byDefault;
  return required === true || onlyWith !== undefined ? known : undefined;
}

/** Whether the server's answer does not contradict the declared properties. */
export const isAsDeclared = (
  kind: Pick<ResourceKind, "fields" | "absentMeans">,
  answer: object,
  declared: object,
) =>
  isDeepStrictEqual(
    meaningOf(kind.fields, readBack(kind, answer, declared)),
    meaningOf(kind.fields, declared),
  );

/**
 * The applicable fields to send: at creation all that the server accepts, later only those that can change.
 */
export const sentFields = (fields: Fields, properties: object, when: "creation" | "change"): Properties =>
  mapped(
    Object.fromEntries(
      Object.entries(fields).filter(
        ([, { readBack, onChange }]) =>
          !(readBack === "not sent" || readBack === "id") && (when === "creation" || onChange !== "nothing"),
      ),
    ),
    (name, field) => (applies(field, properties) ? (properties as Properties)[name] : undefined),
  );
