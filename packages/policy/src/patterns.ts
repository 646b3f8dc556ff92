/** Whether one of the patterns is the text's; `*` stands for any characters, all others for themselves; case means nothing. */
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

/** A list of names or patterns for a sentence; what a policy was configured with is no secret. */
export const commaSeparated = (words: readonly string[]): string => words.join(", ");
