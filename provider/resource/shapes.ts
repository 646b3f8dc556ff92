import type { ZodType } from "zod";
import { mayBeErrorList } from "../http/error-envelope";
import { zod } from "./on-demand";

// Schemas of answers that a vendor documents loosely.

/** A field that may be missing or null; both mean `undefined`. */
export const nullish = <T extends ZodType>(type: T) =>
  type.nullish().transform((value) => value ?? undefined);

/** An int32 number of a server, which may be sent as a string. */
export const numberOrText = () => {
  const z = zod();
  const number = z
    .int()
    .min(0)
    .max(2 ** 31 - 1);
  const text = z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number);
  return z.union([number, text.pipe(number)], { error: "expected a number" });
};

/** A list, bare or as the only list in an object. Any other shape is an error, never an empty list. */
export const listOf = <T extends ZodType>(entry: T) => {
  const z = zod();
  return z
    .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .transform((answer, context) => {
      if (Array.isArray(answer)) return answer;
      const lists = Object.entries(answer).filter(([, value]) => Array.isArray(value)) as [
        string,
        unknown[],
      ][];
      const [list] = lists;
      if (lists.length === 1 && list !== undefined) {
        if (!mayBeErrorList(answer, list[0])) return list[1];
        context.addIssue({ code: "custom", message: "the only list may report an error" });
        return z.NEVER;
      }
      context.addIssue({ code: "custom", message: `expected one list, found ${lists.length}` });
      return z.NEVER;
    })
    .pipe(z.array(entry));
};

/** An entry of a list: as documented, or of another shape with a description of the problem. */
export type ListedEntry<Entry> =
  | { readonly entry: Entry; readonly problem?: undefined }
  | { readonly entry: Readonly<Record<string, unknown>>; readonly problem: string };

/**
 * Parses one entry without throwing: others may add malformed entries to a list, and the rest must stay
 * readable.
 */
export function parseEntry<Entry>(shape: ZodType<Entry>, entry: unknown): ListedEntry<Entry> {
  const parsed = shape.safeParse(entry);
  if (parsed.success) return { entry: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
  const known = typeof entry === "object" && entry !== null ? (entry as Record<string, unknown>) : {};
  return { entry: known, problem: `${place.trim()} (${issue?.message ?? "not as documented"})`.trim() };
}
