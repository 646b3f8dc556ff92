/** Secrets shorter than this are in any text by chance: taking them out would show them by their gaps, and decoded bytes hold them all. */
const shortest = 4;

/** How many encodings may lie in one another, and how many texts may come of them: beyond, a text counts as one that hides something. */
const [maxLayers, maxTexts] = [5, 200];

/** Whether a text holds a secret in any form but as it is: escaped, encoded, in other case, or several of these in one another. */
export function hidesAny(text: string, secrets: readonly string[]): boolean {
  if (secrets.length === 0) return false;
  const [short, long] = [
    secrets.filter(({ length }) => length < shortest),
    secrets.filter(({ length }) => length >= shortest),
  ];
  // Not by what stands in for them in the end, which may hold another one.
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

/** As texts are compared: a server may change case and white space, and what is UTF-16 has zeros between its letters. */
const folded = (text: string) =>
  text
    .normalize()
    .toLowerCase()
    .replaceAll(/[\s\0]+/g, "");

const isPrintable = (text: string) => !/[\p{Cc}\ufffd]/u.test(text);

const named: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(/[^0-9a-f]/gi, ""), "hex").toString();

const percentDecoded = (text: string) => text.replaceAll(/(?:%[0-9a-f]{2})+/gi, bytesOf);

/** Each gives a text again, with one kind of escape undone. */
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

/** Loaded with the first error of a server that has anything to decode. */
const htmlDecoded = (text: string) =>
  (require("entities/decode") as typeof import("entities/decode")).decodeHTML(text);

/** Each gives what the runs of an encoding in a text stand for, wherever in a run it begins. */
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
