import type { z as Zod, ZodType } from "zod";
import type { Rule } from "./field";
import { levenshtein, zod } from "./on-demand";
import { UNKNOWN } from "./unknown";
import { urlProblem } from "./web-address";

// Building blocks of the schemas. Each message continues a sentence that begins with the field's name, says what is
// allowed and never repeats the value, which may be a secret in the wrong place.

const requiredOr = (rule: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? "is required" : rule;

/** A text that says something. */
export const nonEmptyString = (rule = "must be a text that is not empty") => {
  const error = requiredOr(rule);
  // No `abort` here: zod would ask no rule across fields any more.
  return zod().string({ error }).min(1, { error });
};

const controlCodes = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** A text on one line. */
export const singleLine = () =>
  nonEmptyString().refine((value) => !controlCodes.test(value), {
    error: "must not have a line break or a control character in it",
  });

/** A text that is compared byte by byte at its other end, such as a password: what a file or a paste leaves at its ends makes it another one. */
export const credential = () =>
  singleLine().refine((value) => controlCodes.test(value) || value.trim() === value, {
    error: "must not begin or end with a blank",
  });

/** One of a few words; a near miss is answered with the word that was probably meant. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  zod().enum(words, { error: ({ input }) => notOneOf(words, input) });

/** What is wrong with a value that is none of a few words. */
export function notOneOf(words: readonly string[], input: unknown): string {
  if (input === undefined) return "is required";
  const rule =
    words.length === 1
      ? `must be ${words[0]}`
      : `must be one of ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  const near = typeof input === "string" ? suggestion(input, words) : undefined;
  return near === undefined ? rule : `${rule}; did you mean ${near}?`;
}

/** A list of such words, at least one. */
export const someOf = <const T extends readonly [string, ...string[]]>(
  words: T,
  named: { readonly list: string; readonly one: string },
) =>
  zod()
    .array(oneOf(words), { error: `must be a list of ${named.list}` })
    .min(1, { error: `must name at least one ${named.one}` });

/** The word that a near miss was probably meant to be. */
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

/** A text in which `faultOf` finds nothing wrong; `rule` says what is wanted. */
export const validAddress = (faultOf: (text: string) => "none" | "ambiguous" | undefined, rule: string) =>
  nonEmptyString(rule).refine((value) => faultOf(value) === undefined, {
    error: ({ input }) => (faultOf(String(input)) === "ambiguous" ? readAlike : rule),
  });

const readAlike =
  "must be an address that all programs read alike: without blanks, backslashes and invisible characters, with each % before two hexadecimal digits, with one user at most, an IPv4 address as four decimal numbers, and a port from 1 to 65535";

export const anyValue = () => zod().unknown();

export const isTrueOrFalse = () => zod().boolean({ error: "must be true or false" });

/**
 * Rules over several fields. They are asked even when single fields are wrong, so that a person sees all that is wrong at
 * once; each must let pass what an unknown value may still make right.
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

/** Whether a field certainly has none. */
export const isAbsent = (value: unknown) => value === undefined;
