/** Shorter secrets occur in any text by chance: replacing them would reveal them by the gaps. */
const shortest = 4;

/**
 * Limits for nested encodings and decoded texts. A text that exceeds `maxTexts` counts as containing a
 * secret.
 */
const [maxLayers, maxTexts] = [5, 200];

/**
 * Whether a text contains a secret in another form than verbatim: escaped, encoded, in other case, or several
 * of these nested.
 */
export function containsEncodedSecret(text: string, secrets: readonly string[]): boolean {
  if (secrets.length === 0) return false;
  const [short, long] = [
    secrets.filter(({ length }) => length < shortest),
    secrets.filter(({ length }) => length >= shortest),
  ];
  // A control character as placeholder: "[secret]" might itself contain another secret.
  const without = long.reduce((rest, secret) => rest.replaceAll(secret, "\u0001"), text);
  const hidden = long.filter((secret) => !text.includes(secret));
  return holdsAny(without, secrets) || (without !== text && holdsAny(text, [...hidden, ...short]));
}

function holdsAny(text: string, secrets: readonly string[]): boolean {
  const wanted = secrets.map(folded).filter((secret) => secret !== "");
  const holds = (each: string, isBytes: boolean) =>
    wanted.some(
      (secret) =>
        (!isBytes || secret.length >= shortest || isPrintable(each)) && folded(each).includes(secret),
    );
  if (holds(text, false)) return true;
  const seen = new Set([text]);
  let layer = [text];
  for (let depth = 0; depth < maxLayers && layer.length > 0; depth++) {
    const next: string[] = [];
    for (const each of layer) {
      const plain = unescapings.map((decode) => decode(each));
      const bytes = byteRuns.flatMap((decode) => decode(each));
      if (plain.some((found) => holds(found, false)) || bytes.some((found) => holds(found, true)))
        return true;
      for (const found of [...plain, bytes.join("\n")]) {
        if (!seen.has(found)) next.push(found);
        seen.add(found);
      }
      if (seen.size > maxTexts) return true;
    }
    layer = next;
  }
  return false;
}

/**
 * Normalised for comparison: servers may change case and white space, and UTF-16 has zeros between letters.
 */
const folded = (text: string) =>
  text
    .normalize()
    .toLowerCase()
    .replaceAll(/[\s\0]+/g, "");

const isPrintable = (text: string) => !/[\p{Cc}\ufffd]/u.test(text);

const named: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(/[^0-9a-f]/gi, ""), "hex").toString();

const percentDecoded = (text: string) => text.replaceAll(/(?:%[0-9a-f]{2})+/gi, bytesOf);

/** Each undoes one kind of escape in a text. */
const unescapings: readonly ((text: string) => string)[] = [
  (text) =>
    text.replaceAll(
      /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([^ux]))/gi,
      (all, braced?: string, four?: string, two?: string, single?: string) => {
        if (single !== undefined) return named[single] ?? single;
        const code = Number.parseInt(braced ?? four ?? two ?? "", 16);
        return code > 0x10ffff ? all : code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
      },
    ),
  (text) => (text.includes("&") ? htmlDecoded(text) : text),
  percentDecoded,
  (text) => percentDecoded(text.replaceAll("+", " ")),
  (text) => text.replaceAll(/<[^<>]*>/g, ""),
  // Long lines of base64 are broken.
  (text) => text.replaceAll(/\s+/g, ""),
];

/** Loads the library with the first error text that has entities. */
const htmlDecoded = (text: string) =>
  (require("entities/decode") as typeof import("entities/decode")).decodeHTML(text);

/** Each decodes all runs of one encoding (base64, hex) in a text, from every possible start within a run. */
const byteRuns: readonly ((text: string) => string[])[] = [
  (text) =>
    (text.match(/[a-z0-9+/_-]{4,}/gi) ?? []).flatMap((run) =>
      [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), "base64").toString()),
    ),
  (text) =>
    (text.match(/[0-9a-f]{2}(?:[\s:,.-]?(?:0x|\\x)?[0-9a-f]{2}){2,}[0-9a-f]?/gi) ?? []).flatMap((run) => {
      const digits = run.replaceAll(/0x|\\x/gi, "");
      return [bytesOf(digits), bytesOf(digits.replace(/[0-9a-f]/i, ""))];
    }),
];
