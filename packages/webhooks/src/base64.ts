// Uses standard APIs only: `Buffer` exists only in Node.js, and accepts invalid text.

const standard = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const bytesOf = (standardBase64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(standardBase64), (character) => character.charCodeAt(0));

/** Decodes base64 in either alphabet, padded or not; `undefined` if the text is not base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const inStandardAlphabet = text.replaceAll("-", "+").replaceAll("_", "/");
  return standard.test(inStandardAlphabet) ? bytesOf(inStandardAlphabet) : undefined;
}

const urlSafe = /^[A-Za-z0-9_-]*$/;

/** The characters that may end base64url text, by the remainder of its length. Others set unused bits. */
const lastCharacters: Readonly<Record<number, RegExp>> = {
  0: /^/,
  2: /[AQgw]$/,
  3: /[AEIMQUYcgkosw048]$/,
};

/** Whether text is canonical base64url: no padding, no blanks, no unused bits. */
export const isCanonicalBase64url = (text: string): boolean =>
  urlSafe.test(text) && (lastCharacters[text.length % 4]?.test(text) ?? false);

/** Decodes canonical base64url text. */
export const decodeBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  bytesOf(text.replaceAll("-", "+").replaceAll("_", "/"));

export const encodeBase64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
