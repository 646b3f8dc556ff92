import type { ZodType } from "zod";
import { type Field, type Fields, isAlwaysThere } from "./field";
import type { ResourceKind } from "./kind";
import { zod } from "./on-demand";
import { nullish } from "./shapes";

/**
 * The shape of a server's answer about an object: each field of the type that it has in the row, whatever its words, beside `extra` and fields that
 * nobody knows. A field may be missing unless every object has it and the server tells all.
 */
export function answerOf<Answer extends object>(
  { fields, absentMeans }: Pick<ResourceKind, "fields" | "absentMeans">,
  extra: Record<string, ZodType>,
): ZodType<Answer> {
  const shape = { ...shapesOf(fields, absentMeans === "no value"), ...extra };
  return zod().looseObject(shape) as unknown as ZodType<Answer>;
}

const shapesOf = (fields: Fields, tellsAll: boolean): Record<string, ZodType> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, { readBack }]) => readBack === "value" || readBack === "masked")
      .map(([name, field]) => [
        name,
        tellsAll && isAlwaysThere(field) ? shapeOf(field) : nullish(shapeOf(field)),
      ]),
  );

function shapeOf({ fields, schema }: Field): ZodType {
  const z = zod();
  if (fields !== undefined) return z.looseObject(shapesOf(fields, false));
  const { type } = z.toJSONSchema(schema(), { unrepresentable: "any", io: "input" });
  if (type === "string") return z.string();
  if (type === "array") return z.array(z.string());
  if (type === "boolean") return z.boolean();
  if (type === "number" || type === "integer") return z.number();
  return z.unknown();
}
