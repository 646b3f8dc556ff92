/** What can't be seen and acts on a terminal or disguises a text: control codes, marks of writing direction, line separators, halves of characters. */
export const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Somebody else's text on one line, so that printing it does no more than show it. */
export const printable = (text: string): string => text.replaceAll(runsOfInvisible, " ");

const runsOfInvisible = new RegExp(`${invisible.source}+`, "gu");

/** One form for all ways in which Unicode spells the same text: servers may store any of them. */
export const canonicalText = <T>(value: T): T | string =>
  typeof value === "string" ? value.normalize("NFC") : value;
