import { invisible } from "./text";

/**
 * Canonical form of an `http:` or `https:` URL: URLs that RFC 3986 and the URL Standard call equivalent have
 * the same form.
 */
export function canonicalUrl(text: string): string {
  const url = urlIn(text);
  if (url === undefined) return text.normalize("NFC");
  // A fragment or an empty query is never sent.
  const query = url.search === "" ? "" : `?${canonicalQuery(url.search.slice(1))}`;
  return `${url.protocol}//${loginOf(url)}${canonicalHost(url)}${canonicalPath(url.pathname)}${query}`;
}

/** Canonical percent-encoding of a path. */
export const canonicalPath = (path: string): string => encodedAlike(path, /[^\w\-.~!$&'()*+,;=:@/]/gu);

// The URL Standard encodes an apostrophe in a query, which RFC 3986 leaves alone.
const canonicalQuery = (query: string): string => encodedAlike(query, /[^\w\-.~!$&()*+,;=:@/?]/gu);

/**
 * Host and port of a URL or of `host:port`, without user, path and query, which may be credentials.
 * `undefined` for other texts.
 */
export function hostOf(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const [, port] = /^[^/]+:(\d{1,5})(?:\/|$)/.exec(text) ?? [];
  const url = urlIn(text);
  if (url !== undefined || port === undefined) return url?.host;
  const hostname = urlIn(`http://${text}`)?.hostname;
  return hostname && `${hostname}:${port}`;
}

/** Canonical form of `host:port` with an optional path and without a scheme; `undefined` for other texts. */
export function canonicalHostAndPort(text: string): string | undefined {
  const url = scheme.test(text) ? undefined : urlIn(`http://${text}`);
  return url && `${canonicalHost(url)}${canonicalPath(url.pathname)}`;
}

/** Problem of a URL argument: it is no URL, or programs may parse it differently. */
export function urlProblem(text: string): "none" | "ambiguous" | undefined {
  const url = urlIn(text);
  if (url === undefined) return "none";
  const [, authority = ""] = /^https?:\/\/([^/?#]*)/i.exec(text) ?? [];
  const [host = "", login, ...more] = authority.split("@").reverse();
  const isPlainLogin = login === undefined || (more.length === 0 && /^[\w\-.~!$&'()*+,;=:%]+$/.test(login));
  return isPlainLogin && isPlainHost(host, url) && isPlainText(text) ? undefined : "ambiguous";
}

/** The same for `host:port` without a scheme. */
export function hostAndPortProblem(text: string): "none" | "ambiguous" | undefined {
  const url = hostAndPort.test(text) ? urlIn(`http://${text}`) : undefined;
  if (url === undefined) return "none";
  return isPlainHost(text, url) && isPlainText(text) ? undefined : "ambiguous";
}

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const hostAndPort = /^(?:\[[0-9a-f:.]+\]|[^\s:/?#@\\[\]]+):\d{1,5}$/iu;

const urlIn = (text: string): URL | undefined =>
  /^https?:\/\/[^/]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;

/** A trailing dot only marks a fully qualified name. */
const canonicalHost = ({ hostname, port }: URL): string =>
  `${hostname.replace(/(?<=\..*)\.$/, "")}${port === "" ? "" : `:${port}`}`;

function loginOf({ username, password }: URL): string {
  if (username === "" && password === "") return "";
  return `${[username, password].map(decodedLogin).join(":")}@`;
}

function decodedLogin(text: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(text));
  } catch {
    return text;
  }
}

/** A percent-encoded UTF-8 character, or a single byte that is not part of one. */
const escapedCharacters =
  /%(?:[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-7](?:%[89ab][\da-f]){3}|[\da-f]{2})/gi;

/** Decodes needless escapes, and encodes characters that must be escaped. */
function encodedAlike(text: string, toEncode: RegExp): string {
  const [...parts] = text.replaceAll(escapedCharacters, decodedIfSame).split(/(%[\dA-F]{2})/);
  return parts
    .map((part, index) => (index % 2 === 1 ? part : part.normalize("NFC").replaceAll(toEncode, encoded)))
    .join("");
}

/**
 * Decodes letters, digits and non-ASCII characters; keeps escaped delimiters, which would change the meaning.
 */
function decodedIfSame(octets: string): string {
  try {
    const character = decodeURIComponent(octets);
    if (/[\w\-.~]|[^\0-\x7f]/.test(character)) return character;
  } catch {
    // A byte that is not part of a character stays escaped.
  }
  return octets.toUpperCase();
}

const encoded = (character: string): string => (character === "'" ? "%27" : encodeURIComponent(character));

/**
 * Whether all programs parse the host alike: no escape, no empty label, IPv4 as four decimal numbers, a valid
 * port.
 */
function isPlainHost(text: string, { hostname }: URL): boolean {
  const [, host = "", port] = /^(.*?)(?::(\d*))?$/s.exec(text) ?? [];
  const isNumeric = /^\d+(\.\d+){3}$/.test(hostname);
  return !/%|^\.|\.\./.test(host) && (!isNumeric || host === hostname) && !/^0+$/.test(port ?? "");
}

/** Whether a text has no spaces, backslashes or invisible characters, and each % begins an escape. */
const isPlainText = (text: string): boolean =>
  text.search(invisible) === -1 && !/[\s\\]|%(?![\da-f]{2})/i.test(text);
