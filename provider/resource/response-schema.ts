import type { z as Zod, ZodType } from "zod";
import { type Field, type Fields, isAlwaysThere } from "./field";
import type { ResourceKind } from "./kind";
import { zod } from "./on-demand";
import { isObject } from "./properties";
import { nullish } from "./shapes";

/**
 * Schema of a server's answer about an object. Each field has the type of its row, but any value of that type
 * is accepted; unknown fields are too. Enum values are spelled as in the row. A field may be missing, unless
 * every object has it and the server returns all fields; then its default is filled in.
 */
export function responseSchema<Answer extends object>(
  { fields, absentMeans }: Pick<ResourceKind, "fields" | "absentMeans">,
  extra: Record<string, ZodType>,
): ZodType<Answer> {
  const z = zod();
  const shape = { ...shapesOf(fields, absentMeans === "no value"), ...extra };
  return z.preprocess(
    (answer) => withoutEmptyFields(fields, answer),
    z.looseObject(shape),
  ) as unknown as ZodType<Answer>;
}

/** The answer without empty strings and without fields that do not apply to this object. */
function withoutEmptyFields(fields: Fields, answer: unknown): unknown {
  if (!isObject(answer)) return answer;
  const isMeaningful = ([name, value]: [string, unknown]): boolean => {
    const { onlyWith } = fields[name] ?? {};
    const deciding = onlyWith && answer[onlyWith.field];
    const applies = typeof deciding !== "string" || deciding.toLowerCase() === onlyWith?.value.toLowerCase();
    return !(name in fields) || (value !== "" && applies);
  };
  const meaningful = Object.entries(answer).filter(isMeaningful);
  return Object.fromEntries(
    meaningful.map(([name, value]) => [
      name,
      fields[name]?.fields === undefined ? value : withoutEmptyFields(fields[name].fields, value),
    ]),
  );
}

const shapesOf = (fields: Fields, isComplete: boolean): Record<string, ZodType> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, { readBack }]) => readBack === "value" || readBack === "masked")
      .map(([name, field]) => [
        name,
        isComplete && isAlwaysThere(field) ? withDefault(field) : nullish(shapeOf(field)),
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

function shapeLike({ type, enum: values, items, anyOf }: JsonSchema): ZodType {
  const z = zod();
  if (anyOf !== undefined) return z.union(anyOf.map((one) => shapeLike(one as JsonSchema)));
  if (type === "string")
    return values === undefined ? z.string() : z.string().transform(canonicalCase(values));
  if (type === "array") return z.array(shapeLike((items ?? {}) as JsonSchema));
  if (type === "boolean") return z.boolean();
  if (type === "number" || type === "integer") return z.number();
  return z.unknown();
}

const canonicalCase = (values: readonly unknown[]) => (received: string) =>
  values.find((value) => String(value).toLowerCase() === received.toLowerCase()) ?? received;
