/**
 * Invisible characters that affect a terminal or disguise text: control codes, bidirectional marks, line
 * separators, lone surrogates.
 */
export const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Untrusted text as one line that is safe to print. */
export const printable = (text: string): string => text.replaceAll(runsOfInvisible, " ");

const runsOfInvisible = new RegExp(`${invisible.source}+`, "gu");

/** Unicode NFC form: servers may store any equivalent form. */
export const canonicalText = <T>(value: T): T | string =>
  typeof value === "string" ? value.normalize("NFC") : value;
