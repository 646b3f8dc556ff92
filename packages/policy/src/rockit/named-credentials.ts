import { matches } from "../patterns";

/** Names under which services take credentials in a URL, in the one style that names are compared in. */
export const credentialNames = [
  "*token",
  "*secret",
  "*password",
  "*passwd",
  "*passphrase",
  "*passcode",
  "pass",
  "pwd",
  "pw",
  "key",
  "*-key",
  "apikey",
  "hapikey",
  "accesskey",
  "secretkey",
  "privatekey",
  "authkey",
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
  "code",
  "auth-code",
  "authorization-code",
  "access-code",
];

/** Names among them that say where something is in a list or table, or what everybody may know. */
export const otherNames = [
  ...[
    ...["page", "pagination", "continuation", "next", "sync", "resume", "cancellation"],
    ...["csrf", "xsrf", "authenticity"],
  ].flatMap((what) => [`*${what}-token`, `*${what}token`]),
  ...[
    ...["public", "publishable", "site", "instrumentation"],
    ...["partition", "primary", "foreign", "sort", "row", "range", "hash", "shard", "unique", "composite"],
    ...["index", "lookup", "evaluated", "exclusive-start", "order", "group", "cache", "routing", "object"],
    ...["message", "event", "record", "document", "issue", "project", "translation"],
    ...["idempotency", "dedup", "deduplication", "correlation"],
  ].map((what) => `*${what}-key`),
];

/** Those of the patterns that a parameter of the address is named by; parameters that are named by one of the others do not count. */
export function namedAsCredentials(
  address: URL,
  patterns: readonly string[],
  others: readonly string[],
): string[] {
  const parameters = [
    // A fragment may have a query of its own, a path parameters, and some servers take semicolons for ampersands.
    ...[address.search, address.hash].flatMap((part) => part.split(/[#?]/)),
    ...address.pathname.split("/").map((segment) => segment.replace(/^[^;]*/, "")),
  ].flatMap((query) => [...new URLSearchParams(query.replaceAll(";", "&"))]);
  const words = parameters
    .map(([name, value]) => [inOneStyle(name), value] as const)
    .filter(([word, value]) => !matches(word, others) && !(word === "code" && isShortCode(value)))
    .map(([word]) => word);
  return patterns.filter((pattern) => words.some((word) => matches(word, [pattern])));
}

/** A country's, a language's, a place's, or a number. */
const isShortCode = (value: string): boolean => value.length < 6 || /^[\d.]+$/.test(value);

/** `apiKey`, `API_KEY` and `api[key]` are all `api-key`. */
export const inOneStyle = (name: string): string =>
  (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}+/gu) ?? []).join("-").toLowerCase();
