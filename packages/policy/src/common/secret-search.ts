import type { Credential } from "./credentials";
import { base64Of, bytesOf, inBase64, inHex, unescaped } from "./encodings";

/** Looks for many secrets in many texts at once, in every form that they may have there. */
export class SecretSearch {
  readonly #credentials: readonly Credential[];
  readonly #plain = new Parts();
  readonly #base64 = new Parts();
  readonly #hex = new Parts();
  /** Of those that are only looked for as a whole. */
  readonly #wholes = new Map<string, Credential>();

  constructor(credentials: readonly Credential[]) {
    this.#credentials = credentials;
    for (const credential of credentials) {
      const { value } = credential;
      if (isCommon(value)) for (const form of wholeFormsOf(value)) this.#wholes.set(form, credential);
      else {
        this.#plain.add(value, credential);
        for (const bytes of bytesOf(value)) {
          for (const part of base64Of(bytes)) this.#base64.add(part, credential);
          this.#hex.add(bytes.toString("hex"), credential);
        }
      }
    }
  }

  /** The secrets that a text has in it; one that may be there by chance only if it is all of the text. */
  in(text: string): Credential[] {
    const found = this.#partsIn(text);
    const whole = this.#wholes.get(text.replace(/=+$/, ""));
    if (whole !== undefined) found.add(whole);
    return this.#inOrder(found);
  }

  /** As `in`, without those that may be there by chance: many a field has the name that is a poor password. */
  inName(name: string): Credential[] {
    return this.#inOrder(this.#partsIn(name));
  }

  #partsIn(text: string): Set<Credential> {
    const found = new Set<Credential>();
    if (text.length < Parts.shortest) return found;
    const forms = unescaped(text);
    for (const each of forms) this.#plain.find(each, found);
    for (const each of new Set(forms.map(inBase64))) this.#base64.find(each, found);
    for (const each of new Set(forms.map(inHex))) this.#hex.find(each, found);
    return found;
  }

  #inOrder(found: ReadonlySet<Credential>): Credential[] {
    return found.size === 0 ? [] : this.#credentials.filter((credential) => found.has(credential));
  }
}

/** Whether a secret is short, or one word: it is in texts that have nothing to do with it. */
export const isCommon = (secret: string): boolean =>
  secret.length < Parts.shortest || (secret.length < 16 && /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u.test(secret));

/** A text that is a secret as a whole, without the padding of base64. */
const wholeFormsOf = (secret: string): string[] => {
  const [plain, bytes] = [secret.replace(/=+$/, ""), Buffer.from(secret)];
  // A short one's encoding may be a word or a number of its own.
  if (secret.length < Parts.shortest) return [plain];
  const hex = bytes.toString("hex");
  return [
    plain,
    bytes.toString("base64url"),
    bytes.toString("base64").replace(/=+$/, ""),
    hex,
    hex.toUpperCase(),
  ];
};

/** Parts of texts, found by their first characters in one pass, however many there are. */
class Parts {
  static readonly shortest = 8;
  readonly #byBeginning = new Map<string, { part: string; credential: Credential }[]>();

  add(part: string, credential: Credential): void {
    const beginning = part.slice(0, Parts.shortest);
    if (beginning.length < Parts.shortest) return;
    const others = this.#byBeginning.get(beginning);
    if (others === undefined) this.#byBeginning.set(beginning, [{ part, credential }]);
    else others.push({ part, credential });
  }

  find(text: string, found: Set<Credential>): void {
    for (let at = 0; at + Parts.shortest <= text.length; at++)
      for (const { part, credential } of this.#byBeginning.get(text.slice(at, at + Parts.shortest)) ?? [])
        if (text.startsWith(part, at)) found.add(credential);
  }
}
