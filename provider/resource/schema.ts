import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import type { Properties } from "./lifecycle";
import { UNKNOWN } from "./unknown";

// Building blocks of the schemas. Each message continues a sentence that begins with the field's name, says what is
// allowed and never repeats the value, which may be a secret in the wrong place.

const requiredOr = (rule: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? "is required" : rule;

/** A text that says something. */
export const text = (rule = "must be a text that is not empty") => {
  const error = requiredOr(rule);
  // No `abort` here: zod would ask no rule across fields any more.
  return z.string({ error }).min(1, { error });
};

/** One of a few words; a near miss is answered with the word that was probably meant. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) => {
  const rule = `must be one of ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return z.enum(words, {
    error: ({ input }) => {
      if (input === undefined) return "is required";
      const near = typeof input === "string" ? suggestion(input, words) : undefined;
      return near === undefined ? rule : `${rule}; did you mean ${near}?`;
    },
  });
};

/** The word that a near miss was probably meant to be. */
export function suggestion(typed: string, words: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  const near = closest(
    wanted,
    words.map((word) => word.toLowerCase()),
  );
  if (near === undefined) return undefined;
  const close = distance(wanted, near) <= Math.round(near.length / 3);
  return close ? words.find((word) => word.toLowerCase() === near) : undefined;
}

/** An absolute web address. */
export const webAddress = () =>
  text("must be an absolute URL that begins with https:// or http://").refine(
    (value) => URL.canParse(value) && /^https?:\/\/[^/]/i.test(value),
    { error: "must be an absolute URL that begins with https:// or http://" },
  );

export const isTrueOrFalse = () => z.boolean({ error: "must be true or false" });

type Rule<T> = (inputs: { [field in keyof T]?: unknown }) => boolean;

/**
 * A rule over several fields. It is asked even when single fields are wrong, so that a person sees all that is wrong
 * at once; it must let pass what an unknown value may still make right.
 */
export const across = <T extends z.ZodObject>(
  schema: T,
  ...rules: readonly { field: keyof z.infer<T> & string; says: string; holds: Rule<z.infer<T>> }[]
): z.ZodType<z.infer<T>> =>
  rules.reduce<z.ZodType<z.infer<T>>>(
    (ruled, { field, says, holds }) =>
      ruled.refine((inputs) => holds(inputs as Properties), {
        path: [field],
        error: says,
        when: ({ value }) => typeof value === "object" && value !== null,
      }),
    schema as unknown as z.ZodType<z.infer<T>>,
  );

/** Whether a field certainly has a value. */
export const isGiven = (value: unknown) => value !== undefined && value !== UNKNOWN;

/** Whether a field certainly has none. */
export const isAbsent = (value: unknown) => value === undefined;
