import { isDeepStrictEqual } from "node:util";
import type { Field, Fields } from "./field";
import type { ResourceKind } from "./kind";
import type { Properties } from "./properties";
import { UNKNOWN } from "./unknown";

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mapped = (fields: Fields, valueFor: (name: string, field: Field) => unknown): Properties =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueFor(name, field)]));

function meaningOfValue({ fields, set, meaning }: Field, value: unknown): unknown {
  if (fields !== undefined && isObject(value)) return meaningOf(fields, value);
  if (set && Array.isArray(value)) return [...new Set(value)].sort();
  return value === undefined || value === UNKNOWN || meaning === undefined ? value : meaning(value);
}

/** Properties in the form in which the same meaning has the same value. What is read at creation only has no part in it. */
export const meaningOf = (fields: Fields, properties: object): Properties =>
  mapped(
    Object.fromEntries(Object.entries(fields).filter(([, { onChange }]) => onChange !== "nothing")),
    (name, field) => meaningOfValue(field, (properties as Properties)[name]),
  );

const hasSameMeaning = (field: Field, one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(meaningOfValue(field, one), meaningOfValue(field, other));

/**
 * What the server's answer says of an object: of each field the declared spelling where it means the same, and the declared value where the
 * server does not tell it.
 */
export const readBack = (
  { fields, absentMeans }: Pick<ResourceKind, "fields" | "absentMeans">,
  answer: object,
  declared: object,
): Properties =>
  mapped(fields, (name, field) => {
    const told = (answer as Properties)[name];
    const known = (declared as Properties)[name];
    if (field.readBack !== "value") return known;
    if (told === undefined) return absentMeans === "no value" ? undefined : known;
    if (field.fields !== undefined && isObject(told)) {
      return readBack({ fields: field.fields, absentMeans }, told, isObject(known) ? known : {});
    }
    return hasSameMeaning(field, told, known) ? known : told;
  });

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

/** What is sent of an object: when it is created all that the server takes, later only what can change. */
export const sentFields = (fields: Fields, properties: object, when: "creation" | "change"): Properties =>
  mapped(
    Object.fromEntries(
      Object.entries(fields).filter(
        ([, { readBack, onChange }]) =>
          !(readBack === "not sent" || readBack === "id") && (when === "creation" || onChange !== "nothing"),
      ),
    ),
    (name) => (properties as Properties)[name],
  );
