// Generates equivalent spellings from the rules of RFC 3986, the URL Standard, Unicode and the vendors' contracts, never from the
// provider's code.
import { domainToASCII } from "node:url";
import fc from "fast-check";

/** An arbitrary of equivalent spellings. */
type Spelling<T = string> = fc.Arbitrary<T>;

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const joined = (parts: readonly fc.Arbitrary<string>[], between = "") =>
  parts.length === 0 ? fc.constant("") : fc.tuple(...parts).map((texts) => texts.join(between));

const hex = (character: string) =>
  [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

/** Hexadecimal digits are the same in either case. */
const inEitherCase = (escaped: string) => pick(escaped.toLowerCase(), escaped.toUpperCase());

/** A text, composed or decomposed (Unicode, canonical equivalence). */
export const textSpelling = (text: string): Spelling => pick(text.normalize("NFC"), text.normalize("NFD"));

/** A header's name, or a word that a server may write in either case. */
export const wordSpelling = (word: string): Spelling =>
  joined([...word].map((letter) => pick(letter.toLowerCase(), letter.toUpperCase())));

/** A character of a path or query. Unreserved and non-ASCII characters may be escaped; an escaped delimiter stays escaped. */
const characterSpelling = (character: string, plainOnly: boolean): Spelling => {
  if (character.startsWith("%")) return inEitherCase(character);
  if (/[A-Za-z0-9\-._~]/.test(character)) {
    return fc.oneof({ weight: 4, arbitrary: fc.constant(character) }, inEitherCase(hex(character)));
  }
  if (/[^\0-\x7f]/.test(character)) {
    return plainOnly
      ? inEitherCase(hex(character))
      : fc.oneof(textSpelling(character), inEitherCase(hex(character)));
  }
  return fc.constant(character);
};

const charactersOf = (text: string) => text.match(/%[0-9a-f]{2}|./giu) ?? [];
const encodedSpelling = (text: string, plainOnly = false) =>
  joined(charactersOf(text).map((one) => characterSpelling(one, plainOnly)));

/** A receiver's address. The host is in lower case and Unicode, and no segment is `.` or `..`. */
interface Address {
  readonly scheme: "http" | "https";
  readonly login?: string | undefined;
  readonly host: string;
  readonly port?: number | undefined;
  readonly segments: readonly string[];
  readonly query?: string | undefined;
}

const ipv6: Readonly<Record<string, readonly string[]>> = {
  "[2001:db8::1]": ["[2001:db8::1]", "[2001:DB8::1]", "[2001:0db8:0:0:0:0:0:1]", "[2001:0DB8:0000::0001]"],
  "[::1]": ["[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]"],
};

/** Equivalent are upper and lower case, both forms of an international name, and a full name with a final dot. */
const hostSpelling = (host: string): Spelling => {
  if (host in ipv6) return pick(...(ipv6[host] ?? []));
  if (/^[\d.]+$/.test(host)) return fc.constant(host);
  const ascii = domainToASCII(host);
  const names = fc.oneof(wordSpelling(ascii), pick(host, host.toUpperCase(), host.normalize("NFD")));
  return host.includes(".") ? fc.tuple(names, pick("", "", ".")).map((parts) => parts.join("")) : names;
};

const defaultPort = { http: 80, https: 443 };

function portSpelling(scheme: Address["scheme"], port: number | undefined): Spelling {
  const own = defaultPort[scheme];
  return port === undefined || port === own ? pick("", `:${own}`, ":") : fc.constant(`:${port}`);
}

/** Dot segments are removed (RFC 3986, 5.2.4), escaped ones too (URL Standard). */
const dots = pick("", "", "", "./", "%2e/", "x/../", "x/%2E%2e/", "x/.%2E/");

export function addressSpelling({ scheme, login, host, port, segments, query }: Address): Spelling {
  const path =
    segments.length === 0
      ? pick("", "/", "/.", "/./")
      : joined(
          segments
            .map((segment) => joined([dots, encodedSpelling(segment)]))
            .map((one) => one.map((text) => `/${text}`)),
        );
  return joined([
    wordSpelling(scheme),
    fc.constant("://"),
    login === undefined ? fc.constant("") : pick(`${login}@`, `${login.replace("u", "%75")}@`),
    hostSpelling(host),
    portSpelling(scheme, port),
    path,
    query === undefined ? pick("", "", "?") : encodedSpelling(query).map((text) => `?${text}`),
    pick("", "", "#"),
  ]);
}

/** As `addressSpelling`, with an optional final slash, since Durst appends a path to a subscriber's host. */
export const hostUriSpelling = (address: Address): Spelling =>
  fc
    .tuple(addressSpelling({ ...address, login: undefined, query: undefined }), pick("", "/"))
    .map(([text, slash]) => `${text.replace(/[?#].*$/s, "").replace(/\/$/, "")}${slash}`);

export const hostAndPortSpelling = ({ host, port = 8080 }: Pick<Address, "host" | "port">): Spelling =>
  fc.tuple(hostSpelling(host), pick("", "/")).map(([text, slash]) => `${text}:${port}${slash}`);

/** The path of a callback's address. The server appends a slash. */
export const callbackPathSpelling = (segments: readonly string[]): Spelling =>
  fc
    .tuple(
      joined(
        segments.map((one) => encodedSpelling(one, true)),
        "/",
      ),
      pick("", "/"),
    )
    .map((parts) => parts.join(""));

const letters = [
  ..."abzAZ09-._~",
  "é",
  "ö",
  "日",
  "Å",
  "%2F",
  "%3f",
  "%25",
  "!",
  "'",
  "(",
  "+",
  ",",
  ";",
  ":",
  "@",
  "=",
  "&",
  "$",
  "*",
];
const segment = fc
  .array(pick(...letters), { minLength: 1, maxLength: 6 })
  .map((all) => all.join(""))
  .filter((text) => !/^\.+$/.test(text));

export const segmentsModel = fc.array(segment, { maxLength: 3 });

export const addressModel: fc.Arbitrary<Address> = fc.record({
  scheme: pick("http", "https"),
  login: pick(undefined, undefined, "u", "u:p"),
  host: pick(
    "hooks.example.com",
    "bücher.example",
    "日本.example",
    "localhost",
    "10.0.0.1",
    "[2001:db8::1]",
    "[::1]",
  ),
  port: pick(undefined, 80, 443, 8443),
  segments: segmentsModel,
  query: pick(undefined, undefined, "a=b", "a=é&b=%26", "q=1+2&r=a/b?c"),
});

/** An address with another meaning. */
export const otherAddress = (address: Address): fc.Arbitrary<Address> =>
  pick<Address>(
    { ...address, scheme: address.scheme === "http" ? "https" : "http", port: 8443 },
    { ...address, host: "elsewhere.example" },
    { ...address, port: 9999 },
    { ...address, segments: [...address.segments, "more"] },
    { ...address, segments: ["%2F", ...address.segments] },
    { ...address, segments: [...address.segments.map((one) => `${one}x`), "y"] },
  );

const alphabet = [..."abzAZ09-._~/ %?#", "é", "Å", "日", "ñ", "🎉"];
/** A name or another free text. */
export const textModel = fc
  .array(pick(...alphabet), { minLength: 1, maxLength: 8 })
  .map((all) => all.join(""))
  .filter((text) => text.trim() === text && !/^\.+$/.test(text));

/** A set in any order, with repetitions. */
export const setSpelling = (words: readonly string[]): Spelling<string[]> =>
  fc
    .tuple(fc.shuffledSubarray([...words], { minLength: words.length }), fc.subarray([...words]))
    .map((all) => all.flat());
