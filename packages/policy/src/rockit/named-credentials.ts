import { matches } from "../patterns";

/** Names under which services take credentials in a URL, in the one style that names are compared in. */
export const credentialNames = [
  "*token",
  "*secret",
  "*password",
  "*passwd",
  "*passphrase",
  "pass",
  "pwd",
  "key",
  "*-key",
  "apikey",
  "accesskey",
  "*signature",
  "sig",
  "hmac",
  "*auth",
  "*authorization",
  "*credential",
  "*credentials",
  "jwt",
  "bearer",
  "code",
];

/** Those of the patterns that a parameter of the address is named by. */
export function namedAsCredentials(address: URL, patterns: readonly string[]): string[] {
  const names = [address.search, address.hash].flatMap((part) =>
    // A fragment may have a query of its own, and some servers take semicolons for ampersands.
    part.split(/[#?]/).flatMap((query) => [...new URLSearchParams(query.replaceAll(";", "&")).keys()]),
  );
  const words = names.map(inOneStyle);
  return patterns.filter((pattern) => words.some((word) => matches(word, [pattern])));
}

/** `apiKey`, `API_KEY` and `api[key]` are all `api-key`. */
const inOneStyle = (name: string): string =>
  (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}+/gu) ?? []).join("-").toLowerCase();
