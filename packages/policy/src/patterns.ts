import picomatch from "picomatch";

/** Whether one of the patterns is the text's; `*` stands for any characters, case means nothing. */
export const matches = (text: string, patterns: readonly string[]): boolean =>
  // Blanks, braces and the like are what they are: a pattern is a name, and * the only thing to learn.
  picomatch.isMatch(text, [...patterns], {
    nocase: true,
    dot: true,
    noextglob: true,
    nobrace: true,
    nobracket: true,
    nonegate: true,
  });

/** A list of names or patterns for a sentence; what a policy was configured with is no secret. */
export const listed = (words: readonly string[]): string => words.join(", ");
