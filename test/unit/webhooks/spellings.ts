const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Texts that lenient base64 decoders read as the same bytes as this token: with padding, with blanks and
 * foreign letters at every place, with other unused bits at a part's end, and in the standard alphabet.
 */
export function otherSpellings(token: string): string[] {
  const parts = token.split(".");
  const withPart = (index: number, text: string) => parts.with(index, text).join(".");
  const skipped = [" ", "\t", "\n", "\r", "=", "?", "\u00a0"].flatMap((letter) =>
    Array.from({ length: token.length + 1 }, (_, at) => token.slice(0, at) + letter + token.slice(at)),
  );
  return [
    // Blanks around a header's value are not part of the value.
    ...skipped.filter((text) => text === text.replace(/^[ \t]+|[ \t]+$/g, "")),
    ...parts.flatMap((part, index) => [
      withPart(index, part.padEnd(Math.ceil(part.length / 4) * 4 + 4, "=")),
      ...(/[-_]/.test(part) ? [withPart(index, part.replaceAll("-", "+").replaceAll("_", "/"))] : []),
      ...unusedBits(part).map((text) => withPart(index, text)),
    ]),
    `${token}.`,
    `${token}${token.slice(token.lastIndexOf("."))}`,
  ];
}

/** The same bytes with other values of the unused bits in the last base64 letter. */
function unusedBits(part: string): string[] {
  const bits = part.length % 4 === 2 ? 4 : part.length % 4 === 3 ? 2 : 0;
  const value = alphabet.indexOf(part.at(-1) ?? "");
  return Array.from(
    { length: 2 ** bits },
    (_, low) => part.slice(0, -1) + alphabet[(value & ~(2 ** bits - 1)) + low],
  ).filter((text) => text !== part);
}
