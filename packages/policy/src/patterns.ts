/**
 * Whether one of the patterns matches the whole text, ignoring case. `*` stands for any characters; all
 * others stand for themselves.
 */
export const matchesAny = (text: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => expressionOf(pattern).test(text));

const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const literal = pattern.split(/\*+/).map((text) => text.replaceAll(/[^\p{L}\p{N}\s]/gu, "\\$&"));
  const expression = new RegExp(`^${literal.join(".*")}$`, "is");
  expressions.set(pattern, expression);
  return expression;
}

/** Names or patterns for a message. A policy's configuration is not secret. */
export const commaSeparated = (words: readonly string[]): string => words.join(", ");
