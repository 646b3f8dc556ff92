import type { ZodType } from "zod";
import { mayBeErrorList } from "../http/error-envelope";
import { zod } from "./on-demand";

// Shapes of answers that a vendor documents loosely.

/** A field that may be missing or null, which mean the same. */
export const nullish = <T extends ZodType>(type: T) =>
  type.nullish().transform((value) => value ?? undefined);

/** A number that a server gave, int32; it may write it as a text. */
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

/** A list, bare or as the only list in an object; any other shape is an error and never an empty list. */
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
        context.addIssue({ code: "custom", message: "what it has may be an error, and no empty list" });
        return z.NEVER;
      }
      context.addIssue({ code: "custom", message: `expected one list, found ${lists.length}` });
      return z.NEVER;
    })
    .pipe(z.array(entry));
};

/** An entry of a list: as documented, or of another shape, of which no more is known than what is odd about it. */
export type ListedEntry<Entry> =
  | { readonly entry: Entry; readonly problem?: undefined }
  | { readonly entry: Readonly<Record<string, unknown>>; readonly problem: string };

/** An entry as it is, in a list that others write into too: one that is odd is no reason not to read the others. */
export function parseEntry<Entry>(shape: ZodType<Entry>, entry: unknown): ListedEntry<Entry> {
  const parsed = shape.safeParse(entry);
  if (parsed.success) return { entry: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
  const known = typeof entry === "object" && entry !== null ? (entry as Record<string, unknown>) : {};
  return { entry: known, problem: `${place.trim()} (${issue?.message ?? "not as documented"})`.trim() };
}
