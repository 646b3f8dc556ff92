// The forms in which a secret may occur in a text: as it is, escaped, in base64 or in hexadecimal digits,
// alone or inside more text.

/** The text, followed by its unescaped forms; nested escapes are undone too. */
export function unescaped(text: string): string[] {
  const found = new Set([text]);
  // Iterating over a set includes what is added meanwhile.
  for (const each of found) {
    for (const undo of escapes) if (found.size < maxUnescaped) found.add(undo(each));
  }
  return [...found];
}

/** Enough for three nested escapes; more are not a mistake. */
const maxUnescaped = 16;

const escapes: readonly ((text: string) => string)[] = [
  (text) =>
    text.replaceAll(
      /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([^ux]))/gi,
      (_all, four?: string, two?: string, one?: string) =>
        one === undefined
          ? String.fromCharCode(Number.parseInt(four ?? two ?? "", 16))
          : (letters[one] ?? one),
    ),
  (text) =>
    text.replaceAll(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos|plus|sol|equals));/gi,
      (all, hex, decimal, name) => {
        if (name !== undefined) return entities[name.toLowerCase()] ?? all;
        const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
        return code > 0x10ffff ? all : String.fromCodePoint(code);
      },
    ),
  (text) => percentDecoded(text),
  (text) => (text.includes("%") ? percentDecoded(text.replaceAll("+", " ")) : text.replaceAll("+", " ")),
];

const percentDecoded = (text: string) =>
  text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString());

const letters: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  plus: "+",
  sol: "/",
  equals: "=",
};

/** The text with base64 in its standard alphabet, on one line. */
export const inBase64 = (text: string): string =>
  text.replaceAll(/\s/g, "").replaceAll("-", "+").replaceAll("_", "/");

/** Only the hexadecimal digits of the text, without separators between bytes. */
export const inHex = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/0x|\\x/g, "")
    .replaceAll(/[^0-9a-f]/g, "");

/**
 * The part of a secret's base64 that does not depend on the bytes around it, for each of the three
 * alignments.
 */
export const base64Of = (secret: Buffer): string[] =>
  [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), secret]).toString("base64");
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
  });

/** The bytes to search for in encoded texts: of the secret, of its escaped forms, and of its encodings. */
export const bytesOf = (secret: string): Buffer[] => [
  ...encodedForms(Buffer.from(secret), [
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
  ]),
  Buffer.from(secret, "utf16le"),
];

/** Bytes, and their encodings, which may be encoded once more (base64 in base64). */
export function encodedForms(bytes: Buffer, others: readonly string[] = []): Buffer[] {
  const base64 = base64Of(bytes);
  const hex = bytes.toString("hex");
  const texts = new Set([
    ...others,
    ...base64,
    ...base64.map((one) => one.replaceAll("+", "-").replaceAll("/", "_")),
    hex,
    hex.toUpperCase(),
  ]);
  return [bytes, ...[...texts].map((one) => Buffer.from(one))];
}

/**
 * The bytes of a secret that is itself an encoding, as keys are. Programs may write these bytes in another
 * encoding.
 */
export function decoded(secret: string): Buffer | undefined {
  const digits = secret.replaceAll(/^0x|[\s:-]/gi, "");
  if (/^(?:[0-9a-f]{2}){8,}$/i.test(digits)) return Buffer.from(digits, "hex");
  const text = secret.replaceAll(/\s/g, "").replace(/=+$/, "");
  // Encoded random bytes contain letters of both cases; other texts may be words.
  return /^(?=.*[a-z])(?=.*[A-Z])[\w+/-]{16,}$/.test(text) && text.length % 4 !== 1
    ? Buffer.from(text, "base64")
    : undefined;
}

/** Lists of bytes in a text, as programs print buffers. */
export const byteLists = (text: string): Buffer[] =>
  Array.from(text.replaceAll(/"\d+"\s*:/g, "").matchAll(byteList), ([list]) =>
    Buffer.from(list.split(/\D+/).map(Number)),
  );

const byte = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const byteList = new RegExp(`(?<!\\d|\\d\\.)${byte}(?:[\\s,;]+${byte}(?!\\d|\\.\\d)){3,}`, "g");
