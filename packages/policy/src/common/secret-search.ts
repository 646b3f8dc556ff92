import { type Credential, shortestPart } from "./credentials";
import { base64Of, byteLists, bytesOf, decoded, encodedForms, inBase64, inHex, unescaped } from "./encodings";

/** Searches texts for secrets, in every form in which a secret may occur. */
export class SecretSearch {
  readonly #credentials: readonly Credential[];
  readonly #plain = new SubstringIndex();
  readonly #base64 = new SubstringIndex();
  readonly #hex = new SubstringIndex();
  /** Secrets that are only compared with whole texts. */
  readonly #wholeTexts = new Map<string, Credential>();

  constructor(credentials: readonly Credential[]) {
    this.#credentials = credentials;
    for (const credential of credentials)
      for (const text of credential.texts) {
        if (credential.isCommon)
          for (const form of wholeFormsOf(text)) this.#wholeTexts.set(form, credential);
        else this.#add(text, credential);
      }
  }

  #add(text: string, credential: Credential): void {
    const bytes = decoded(text);
    this.#plain.add(text, credential);
    // Bytes as a program decodes them to text: one byte per character, or UTF-8.
    for (const encoding of ["latin1", "utf8"] as const)
      if (bytes !== undefined && Buffer.from(bytes.toString(encoding), encoding).equals(bytes))
        this.#plain.add(bytes.toString(encoding), credential);
    for (const each of [...bytesOf(text), ...(bytes === undefined ? [] : encodedForms(bytes))]) {
      for (const part of base64Of(each)) this.#base64.add(part, credential);
      this.#hex.add(each.toString("hex"), credential);
    }
  }

  /** The secrets in a text. A common secret counts only if it is the whole text. */
  findInText(text: string): Credential[] {
    const found = this.#partsIn(text);
    for (const each of [text, ...byteLists(text).map(String)]) {
      const whole = this.#wholeTexts.get(withoutPadding(each));
      if (whole !== undefined) found.add(whole);
    }
    return this.#inOrder(found);
  }

  /** The secrets in a field's name. Common secrets do not count: many field names are also poor passwords. */
  findInName(name: string): Credential[] {
    return this.#inOrder(this.#partsIn(name));
  }

  /** Whether a message may repeat a name, because the name contains no secret, not even a common one. */
  isClean(name: string): boolean {
    return (
      this.findInText(name).length === 0 &&
      !this.#credentials.some(({ texts }) =>
        unescaped(name).some((form) => texts.some((text) => reveals(form, text))),
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

  #inOrder(found: ReadonlySet<Credential>): Credential[] {
    return found.size === 0 ? [] : this.#credentials.filter((credential) => found.has(credential));
  }
}

/** Whether a name reveals a secret: the name contains it; a short secret must be a word of its own. */
function reveals(name: string, secret: string): boolean {
  const [inside, part] = [name.toLowerCase(), secret.toLowerCase()];
  if (!/^(?:\p{L}{1,7}|[\p{L}\p{N}]{1,3})$/u.test(secret)) return inside.includes(part);
  const words = name.split(/[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u);
  return inside === part || words.some((word) => word.toLowerCase() === part);
}

const withoutPadding = (text: string) => text.replace(/=+$/, "") || text;

/** The whole texts that are a secret, without the padding of base64. */
const wholeFormsOf = (secret: string): string[] => {
  const [plain, bytes] = [withoutPadding(secret), Buffer.from(secret)];
  // The encoding of a short secret may be an unrelated word or number.
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

/** Finds any number of substrings in one pass, by their first characters. */
class SubstringIndex {
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
