import { randomBytes } from "node:crypto";
import { secretEncodings } from "../../helpers/canary.ts";

/** Characters that a header can carry and that at least one text format must escape. */
const specialCharacters = `a/b+c "q"\\'&<b>=%?#`;

const partLength = 8;

/** Letters and digits, which only base64 changes. */
const randomText = () =>
  randomBytes(32)
    .toString("base64")
    .replaceAll(/[^a-z0-9]/gi, "")
    .slice(0, 16);

/** The base64 of a text inside a longer text, at each of the three possible alignments. */
function insideBase64(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const base64 = Buffer.from("x".repeat(shift) + text).toString("base64");
    const begin = Math.ceil((shift * 8) / 6);
    const whole = Math.floor(((shift + Buffer.byteLength(text)) * 8) / 6);
    return base64.slice(begin, whole);
  });
}

/** Any of these parts reveals a secret that was cut off at either end. */
function partsOf(secret: string): string[] {
  return Array.from({ length: Math.max(0, secret.length - partLength + 1) }, (_, begin) =>
    secret.slice(begin, begin + partLength),
  ).filter((part) => /^[a-z0-9]+$/i.test(part));
}

/** Named secrets, searched for in every form and in part. */
export class Canaries {
  readonly #needles = new Map<string, readonly string[]>();
  readonly #values = new Set<string>();

  /** A new secret. */
  make(name: string): string {
    const secret = `${randomText()} ${specialCharacters} ${randomText()}`;
    this.add(name, secret);
    return secret;
  }

  /** A secret created elsewhere. */
  add(name: string, secret: string): void {
    if (this.#values.has(secret)) return;
    this.#values.add(secret);
    const needles = [
      ...Object.values(secretEncodings).map((form) => form(secret)),
      ...insideBase64(secret),
      ...partsOf(secret),
      ...partsOf(secret).flatMap(insideBase64),
    ];
    this.#needles.set(`${name} ${this.#values.size}`, [...new Set(needles)]);
  }

  get size(): number {
    return this.#needles.size;
  }

  has(value: string): boolean {
    return this.#values.has(value);
  }

  /** The names of the secrets that a text holds. */
  namesIn(text: string): string[] {
    return [...this.#needles]
      .filter(([, needles]) => needles.some((needle) => text.includes(needle)))
      .map(([name]) => name);
  }
}
