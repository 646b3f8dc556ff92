import type { z as Zod, ZodType } from "zod";
import { type Field, type Fields, isAlwaysThere } from "./field";
import type { ResourceKind } from "./kind";
import { zod } from "./on-demand";
import { isObject } from "./properties";
import { nullish } from "./shapes";

/**
 * The shape of a server's answer about an object: each field of the type that it has in the row, whatever its words, beside `extra` and fields that
 * nobody knows. A known word is given as the row spells it. A field may be missing unless every object has it and the server tells all; a
 * default that such a server leaves out is filled in.
 */
export function responseSchema<Answer extends object>(
  { fields, absentMeans }: Pick<ResourceKind, "fields" | "absentMeans">,
  extra: Record<string, ZodType>,
): ZodType<Answer> {
  const z = zod();
  const shape = { ...shapesOf(fields, absentMeans === "no value"), ...extra };
  return z.preprocess((answer) => toldIn(fields, answer), z.looseObject(shape)) as unknown as ZodType<Answer>;
}

/** An answer without what tells nothing: empty texts, and fields that go with another value than the object has. */
function toldIn(fields: Fields, answer: unknown): unknown {
  if (!isObject(answer)) return answer;
  const isTold = ([name, value]: [string, unknown]): boolean => {
    const { onlyWith } = fields[name] ?? {};
    const deciding = onlyWith && answer[onlyWith.field];
    const isOwned = typeof deciding !== "string" || deciding.toLowerCase() === onlyWith?.value.toLowerCase();
    return !(name in fields) || (value !== "" && isOwned);
  };
  const told = Object.entries(answer).filter(isTold);
  return Object.fromEntries(
    told.map(([name, value]) => [
      name,
      fields[name]?.fields === undefined ? value : toldIn(fields[name].fields, value),
    ]),
  );
}

const shapesOf = (fields: Fields, tellsAll: boolean): Record<string, ZodType> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, { readBack }]) => readBack === "value" || readBack === "masked")
      .map(([name, field]) => [
        name,
        tellsAll && isAlwaysThere(field) ? withDefault(field) : nullish(shapeOf(field)),
      ]),
  );

function shapeOf({ fields, schema }: Field): ZodType {
  const z = zod();
  if (fields !== undefined) return z.looseObject(shapesOf(fields, false));
  return shapeLike(z.toJSONSchema(schema(), { unrepresentable: "any", io: "input" }) as JsonSchema);
}

const withDefault = (field: Field): ZodType =>
  field.default === undefined
    ? shapeOf(field)
    : nullish(shapeOf(field)).transform((value) => value ?? field.default);

type JsonSchema = Zod.core.JSONSchema.JSONSchema;

function shapeLike({ type, enum: words, items, anyOf }: JsonSchema): ZodType {
  const z = zod();
  if (anyOf !== undefined) return z.union(anyOf.map((one) => shapeLike(one as JsonSchema)));
  if (type === "string") return words === undefined ? z.string() : z.string().transform(asSpelled(words));
  if (type === "array") return z.array(shapeLike((items ?? {}) as JsonSchema));
  if (type === "boolean") return z.boolean();
  if (type === "number" || type === "integer") return z.number();
  return z.unknown();
}

const asSpelled = (words: readonly unknown[]) => (told: string) =>
  words.find((word) => String(word).toLowerCase() === told.toLowerCase()) ?? told;
