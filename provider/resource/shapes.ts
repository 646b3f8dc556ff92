import type { ZodType } from "zod";
import { zod } from "./on-demand";

// Shapes of answers that a vendor documents loosely.

/** A field that may be missing or null, which mean the same. */
export const nullish = <T extends ZodType>(type: T) =>
  type.nullish().transform((value) => value ?? undefined);

/** A list, bare or as the only list in an object; any other shape is an error and never an empty list. */
export const listOf = <T extends ZodType>(entry: T) => {
  const z = zod();
  return z
    .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .transform((answer, context) => {
      if (Array.isArray(answer)) return answer;
      const lists = Object.values(answer).filter(Array.isArray);
      if (lists.length === 1) return lists[0];
      context.addIssue({ code: "custom", message: `expected one list, found ${lists.length}` });
      return z.NEVER;
    })
    .pipe(z.array(entry));
};
