import type { z as Zod, ZodType } from "zod";
import type { Rule } from "./field";
import { levenshtein, zod } from "./on-demand";
import { UNKNOWN } from "./unknown";
import { urlProblem } from "./web-address";

// Building blocks of the schemas. Each message follows the field's name and says what is allowed. It never
// repeats the value, which may be a misplaced secret.

const requiredOr = (rule: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? "is required" : rule;

/** A non-empty string. */
export const nonEmptyString = (rule = "must be a non-empty string") => {
  const error = requiredOr(rule);
  // No `abort` here: zod would then skip the rules across fields.
  return zod().string({ error }).min(1, { error });
};

const controlCodes = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** A string without line breaks. */
export const singleLine = () =>
  nonEmptyString().refine((value) => !controlCodes.test(value), {
    error: "must not contain a line break or a control character",
  });

/**
 * A string that the receiver compares byte by byte, such as a password: pasted blanks at its ends would
 * change it.
 */
export const credential = () =>
  singleLine().refine((value) => controlCodes.test(value) || value.trim() === value, {
    error: "must not begin or end with a space",
  });

/** One of a few values. The message for a near miss suggests the probable one. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  zod().enum(words, { error: ({ input }) => notOneOf(words, input) });

/** Message for a value that is not one of the allowed ones. */
export function notOneOf(words: readonly string[], input: unknown): string {
  if (input === undefined) return "is required";
  const rule =
    words.length === 1
      ? `must be ${words[0]}`
      : `must be one of ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  const near = typeof input === "string" ? suggestion(input, words) : undefined;
  return near === undefined ? rule : `${rule}; did you mean ${near}?`;
}

/** A non-empty list of such values. */
export const someOf = <const T extends readonly [string, ...string[]]>(
  words: T,
  named: { readonly list: string; readonly one: string },
) =>
  zod()
    .array(oneOf(words), { error: `must be a list of ${named.list}` })
    .min(1, { error: `must name at least one ${named.one}` });

/** The word that a near miss probably means. */
export function suggestion(typed: string, words: readonly string[]): string | undefined {
  const { closest, distance } = levenshtein();
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
  validAddress(urlProblem, "must be an absolute URL that begins with https:// or http://");

/** A string without a problem; `rule` is the message for one that is no address at all. */
export const validAddress = (problemOf: (text: string) => "none" | "ambiguous" | undefined, rule: string) =>
  nonEmptyString(rule).refine((value) => problemOf(value) === undefined, {
    error: ({ input }) => (problemOf(String(input)) === "ambiguous" ? unambiguous : rule),
  });

const unambiguous =
  "must be an unambiguous address: no spaces, backslashes or invisible characters, each % followed by two hexadecimal digits, at most one user, an IPv4 address as four decimal numbers, and a port from 1 to 65535";

export const anyValue = () => zod().unknown();

export const isTrueOrFalse = () => zod().boolean({ error: "must be true or false" });

/**
 * Adds rules over several fields. They are evaluated even if single fields are wrong, so that all failures
 * appear at once. Each must hold where an unknown value may still satisfy it.
 */
export const crossFieldRules = (schema: Zod.ZodObject, rules: readonly Rule[]): ZodType =>
  rules.reduce<ZodType>(
    (ruled, { field, message, holds }) =>
      ruled.refine((inputs) => holds(inputs as Record<string, unknown>), {
        path: [field],
        error: message,
        when: ({ value }) => typeof value === "object" && value !== null,
      }),
    schema,
  );

/** Whether a field certainly has a value. */
export const isGiven = (value: unknown) => value !== undefined && value !== UNKNOWN;

/** Whether a field certainly has no value. */
export const isAbsent = (value: unknown) => value === undefined;
