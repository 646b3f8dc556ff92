import { matchesAny } from "../patterns";
import { parametersOf } from "./url-parts";

/** Names of URL parameters for credentials, in the style in which names are compared. */
export const credentialNames = [
  "*token",
  "*token-value",
  "*secret",
  "*secret-value",
  "*password",
  "*passwd",
  "*passwort",
  "*kennwort",
  "*passphrase",
  "*passcode",
  "pass",
  "*-pass",
  "userpass",
  "pwd",
  "*pwd",
  "pw",
  "key",
  "*-key",
  "apikey",
  "hapikey",
  "accesskey",
  "secretkey",
  "privatekey",
  "authkey",
  ...[
    ...[
      "api",
      "access",
      "secret",
      "private",
      "auth",
      "license",
      "licence",
      "write",
      "subscription",
      "master",
    ],
    ...["shared", "signing", "encryption", "functions", "function", "admin", "app", "account"],
  ].map((what) => `*${what}key`),
  "*api-key-value",
  "*signature",
  "sig",
  "hmac",
  "*auth",
  "*authorization",
  "*credential",
  "*credentials",
  "*creds",
  "jwt",
  "bearer",
  "*session-id",
  "*sessionid",
  "*sessid",
  "otp",
  "*-otp",
  "totp",
  "tokens",
  ...["access", "api", "auth", "refresh"].map((what) => `${what}-tokens`),
  "code",
  "auth-code",
  "authorization-code",
  "access-code",
];

/** Names of URL parameters that match, but are positions in a list, keys of a table or public keys. */
export const harmlessNames = [
  ...[
    ...["page", "pagination", "continuation", "next", "sync", "resume", "cancellation"],
    ...["cursor", "marker", "skip", "delta", "scroll", "offset", "position", "checkpoint"],
    ...["csrf", "xsrf", "authenticity"],
  ].flatMap((what) => [`*${what}-token`, `*${what}token`]),
  ...[
    ...["public", "publishable", "site", "instrumentation"],
    ...["partition", "primary", "foreign", "sort", "row", "range", "hash", "shard", "unique", "composite"],
    ...["index", "lookup", "evaluated", "exclusive-start", "order", "group", "cache", "object"],
    ...["message", "event", "record", "document", "issue", "project", "translation", "i18n", "l10n"],
    ...["idempotency", "dedup", "deduplication", "correlation", "thread"],
    ...["job", "item", "article", "customer", "machine", "file", "folder", "product", "printer", "queue"],
    ...[
      "task",
      "ticket",
      "batch",
      "asset",
      "image",
      "template",
      "label",
      "tag",
      "category",
      "field",
      "column",
    ],
    ...["property", "language", "locale", "region", "location", "parent", "entity", "material", "filter"],
  ].map((what) => `*${what}-key`),
  ...["boarding", "season", "day", "first", "second", "last"].map((what) => `*${what}-pass`),
];

/**
 * The patterns that match a parameter of the URL: the first one for each parameter. Parameters that match
 * `others` do not count.
 */
export function credentialParametersIn(
  address: URL,
  patterns: readonly string[],
  others: readonly string[],
): string[] {
  const names = new Map(
    parametersOf(address)
      .map(([name, value]) => ({ name, word: kebabCase(name), value }))
      .filter(({ word, value }) => mayBeCredential(word, value))
      .map(({ name, word }) => [name, { name, word }]),
  );
  const isOther = namedBy(others);
  const all = patterns.map((pattern) => ({ pattern, names: namedBy([pattern]) }));
  const found = new Set(
    [...names.values()].map((name) => {
      const pattern = all.find((candidate) => candidate.names(name))?.pattern;
      return pattern === undefined || isOther(name) ? undefined : pattern;
    }),
  );
  return patterns.filter((pattern) => found.has(pattern));
}

/** Compares names in one style, and patterns with digits with the name as written. */
function namedBy(patterns: readonly string[]): (of: { name: string; word: string }) => boolean {
  const styled = patterns.flatMap(patternInOneStyle);
  const withDigits = patterns.filter((pattern) => /\d/.test(pattern));
  return ({ name, word }) => matchesAny(word, styled) || matchesAny(name, withDigits);
}

/**
 * Whether a value may be a credential: not too short, not a switch, and not the name of an authentication
 * method.
 */
function mayBeCredential(word: string, value: string): boolean {
  const said = value.trim();
  if (said.length < 4 || plainWords.test(said)) return false;
  if (/auth$|authorization$|signature$/.test(word) && methods.test(said)) return false;
  if (word === "tokens") return !isNumber.test(value);
  return word !== "code" || isLongCode(value);
}

const plainWords = /^(?:true|false|null|none|undefined|default|enabled?|disabled?|required|optional)$/i;
const methods =
  /^(?:anonymous|basic|digest|bearer|token|password|api[-_]?key|oauth\d?|oidc|saml|jwt|mtls|ntlm|(?:hmac[-_]?)?(?:sha)?[-_]?\d*|hmac)$/i;
const isNumber = /^[\d.,]+$/;

/**
 * Codes for access are long. Others are a place, an article or a status, such as 6020, SKU-4711 or printed.
 */
const isLongCode = (value: string): boolean =>
  value.length >= (/\d/.test(value) ? 16 : 20) && !isNumber.test(value);

/** `apiKey`, `API_KEY` and `api[key]` are all `api-key`. */
const kebabCase = (name: string): string =>
  (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}+/gu) ?? []).join("-").toLowerCase();

/** Empty if only `*` would be left of a part. */
function patternInOneStyle(pattern: string): string[] {
  const parts = pattern.split(/\*+/);
  const styled = parts.map((part, at) => {
    const word = kebabCase(part);
    if (word === "") return part === "" || /[\p{L}\p{N}]/u.test(part) ? "" : "-";
    // *-key is not *key
    const before = at > 0 && /^[^\p{L}\p{N}]/u.test(part) ? "-" : "";
    const after = at < parts.length - 1 && /[^\p{L}\p{N}]$/u.test(part) ? "-" : "";
    return `${before}${word}${after}`;
  });
  return styled.some((part, at) => part === "" && parts[at] !== "") ? [] : [styled.join("*")];
}
