import { type Credential, shortestPart } from "./credentials";
import { base64Of, byteLists, bytesOf, decoded, encodedForms, inBase64, inHex, unescaped } from "./encodings";

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
    for (const credential of credentials)
      for (const text of credential.texts) {
        if (credential.isCommon) for (const form of wholeFormsOf(text)) this.#wholes.set(form, credential);
        else this.#add(text, credential);
      }
  }

  #add(text: string, credential: Credential): void {
    const bytes = decoded(text);
    this.#plain.add(text, credential);
    // As a program has bytes in a text: of one byte a character, or what they are the encoding of.
    for (const encoding of ["latin1", "utf8"] as const)
      if (bytes !== undefined && Buffer.from(bytes.toString(encoding), encoding).equals(bytes))
        this.#plain.add(bytes.toString(encoding), credential);
    for (const each of [...bytesOf(text), ...(bytes === undefined ? [] : encodedForms(bytes))]) {
      for (const part of base64Of(each)) this.#base64.add(part, credential);
      this.#hex.add(each.toString("hex"), credential);
    }
  }

  /** The secrets that a text has in it; one that may be there by chance only if it is all of the text. */
  in(text: string): Credential[] {
    const found = this.#partsIn(text);
    for (const each of [text, ...byteLists(text).map(String)]) {
      const whole = this.#wholes.get(withoutPadding(each));
      if (whole !== undefined) found.add(whole);
    }
    return this.#sortResources(found);
  }

  /** As `in`, without those that may be there by chance: many a field has the name that is a poor password. */
  inName(name: string): Credential[] {
    return this.#sortResources(this.#partsIn(name));
  }

  /** Whether a message may repeat a name: no secret is in it, by chance or not. */
  isClean(name: string): boolean {
    return (
      this.in(name).length === 0 &&
      !this.#credentials.some(({ texts }) =>
        unescaped(name).some((form) => texts.some((text) => isTold(form, text))),
      )
    );
  }

  #partsIn(text: string): Set<Credential> {
    const found = new Set<Credential>();
    if (text.length < shortestPart) return found;
    const forms = unescaped(text);
    for (const each of forms) this.#plain.find(each, found);
    for (const each of new Set(forms.map(inBase64))) this.#base64.find(each, found);
    for (const each of new Set(forms.map(inHex))) this.#hex.find(each, found);
    for (const each of forms)
      for (const bytes of byteLists(each)) this.#hex.find(bytes.toString("hex"), found);
    return found;
  }

  #sortResources(found: ReadonlySet<Credential>): Credential[] {
    return found.size === 0 ? [] : this.#credentials.filter((credential) => found.has(credential));
  }
}

/** Whether a name gives a secret away: it holds it, a few letters as a word of their own. */
function isTold(name: string, secret: string): boolean {
  const [inside, part] = [name.toLowerCase(), secret.toLowerCase()];
  if (!/^(?:\p{L}{1,7}|[\p{L}\p{N}]{1,3})$/u.test(secret)) return inside.includes(part);
  const words = name.split(/[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u);
  return inside === part || words.some((word) => word.toLowerCase() === part);
}

const withoutPadding = (text: string) => text.replace(/=+$/, "") || text;

/** A text that is a secret as a whole, without the padding of base64. */
const wholeFormsOf = (secret: string): string[] => {
  const [plain, bytes] = [withoutPadding(secret), Buffer.from(secret)];
  // A short one's encoding may be a word or a number of its own.
  if (secret.length < shortestPart) return [plain];
  const hex = bytes.toString("hex");
  return [
    plain,
    bytes.toString("base64url"),
    withoutPadding(bytes.toString("base64")),
    hex,
    hex.toUpperCase(),
  ];
};

/** Parts of texts, found by their first characters in one pass, however many there are. */
class Parts {
  readonly #byBeginning = new Map<string, { part: string; credential: Credential }[]>();

  add(part: string, credential: Credential): void {
    const beginning = part.slice(0, shortestPart);
    if (beginning.length < shortestPart) return;
    const others = this.#byBeginning.get(beginning);
    if (others === undefined) this.#byBeginning.set(beginning, [{ part, credential }]);
    else others.push({ part, credential });
  }

  find(text: string, found: Set<Credential>): void {
    for (let at = 0; at + shortestPart <= text.length; at++)
      for (const { part, credential } of this.#byBeginning.get(text.slice(at, at + shortestPart)) ?? [])
        if (text.startsWith(part, at)) found.add(credential);
  }
}
