import { invisible } from "./text";

/** The canonical form of an `http:` or `https:` URL: what RFC 3986 and the URL Standard call equivalent has the same one. */
export function canonicalUrl(text: string): string {
  const url = urlIn(text);
  if (url === undefined) return text.normalize("NFC");
  // A fragment and an empty query are never sent.
  const query = url.search === "" ? "" : `?${canonicalQuery(url.search.slice(1))}`;
  return `${url.protocol}//${loginOf(url)}${canonicalHost(url)}${canonicalPath(url.pathname)}${query}`;
}

/** A path whose percent-encoding is that of all equivalent paths. */
export const canonicalPath = (path: string): string => encodedAlike(path, /[^\w\-.~!$&'()*+,;=:@/]/gu);

// The URL Standard encodes an apostrophe in a query, which RFC 3986 leaves alone.
const canonicalQuery = (query: string): string => encodedAlike(query, /[^\w\-.~!$&()*+,;=:@/?]/gu);

/** The host and port of a URL or of `host:port`, without what may be a credential: path, query and user. `undefined` if it is neither. */
export function hostOf(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const [, port] = /^[^/]+:(\d{1,5})(?:\/|$)/.exec(text) ?? [];
  const url = urlIn(text);
  if (url !== undefined || port === undefined) return url?.host;
  const hostname = urlIn(`http://${text}`)?.hostname;
  return hostname && `${hostname}:${port}`;
}

/** The canonical form of a host with a port and no scheme, and of a path after it; `undefined` if a text is none. */
export function canonicalHostAndPort(text: string): string | undefined {
  const url = scheme.test(text) ? undefined : urlIn(`http://${text}`);
  return url && `${canonicalHost(url)}${canonicalPath(url.pathname)}`;
}

/** Why a text is no URL that a program may give: it is none, or programs would read it differently. */
export function urlProblem(text: string): "none" | "ambiguous" | undefined {
  const url = urlIn(text);
  if (url === undefined) return "none";
  const [, authority = ""] = /^https?:\/\/([^/?#]*)/i.exec(text) ?? [];
  const [host = "", login, ...more] = authority.split("@").reverse();
  const isPlainLogin = login === undefined || (more.length === 0 && /^[\w\-.~!$&'()*+,;=:%]+$/.test(login));
  return isPlainLogin && isPlainHost(host, url) && isPlainText(text) ? undefined : "ambiguous";
}

/** The same of a host with a port and no scheme. */
export function hostAndPortProblem(text: string): "none" | "ambiguous" | undefined {
  const url = hostAndPort.test(text) ? urlIn(`http://${text}`) : undefined;
  if (url === undefined) return "none";
  return isPlainHost(text, url) && isPlainText(text) ? undefined : "ambiguous";
}

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const hostAndPort = /^(?:\[[0-9a-f:.]+\]|[^\s:/?#@\\[\]]+):\d{1,5}$/iu;

const urlIn = (text: string): URL | undefined =>
  /^https?:\/\/[^/]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;

/** A dot at the end of a full name says only that it is one. */
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

/** One character, or one byte that is a part of none. */
const escapedCharacters =
  /%(?:[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-7](?:%[89ab][\da-f]){3}|[\da-f]{2})/gi;

/** Decodes what means the same without an escape, and encodes what must not stand there without one. */
function encodedAlike(text: string, toEncode: RegExp): string {
  const [...parts] = text.replaceAll(escapedCharacters, decodedIfSame).split(/(%[\dA-F]{2})/);
  return parts
    .map((part, index) => (index % 2 === 1 ? part : part.normalize("NFC").replaceAll(toEncode, encoded)))
    .join("");
}

/** Letters, digits and what is not ASCII mean the same without an escape; a delimiter does not. */
function decodedIfSame(octets: string): string {
  try {
    const character = decodeURIComponent(octets);
    if (/[\w\-.~]|[^\0-\x7f]/.test(character)) return character;
  } catch {
    // A byte that is no part of a character stays one.
  }
  return octets.toUpperCase();
}

const encoded = (character: string): string => (character === "'" ? "%27" : encodeURIComponent(character));

/** A host that all programs read alike: no escape, no empty label, an IPv4 address as four decimal numbers, a port that exists. */
function isPlainHost(text: string, { hostname }: URL): boolean {
  const [, host = "", port] = /^(.*?)(?::(\d*))?$/s.exec(text) ?? [];
  const isNumeric = /^\d+(\.\d+){3}$/.test(hostname);
  return !/%|^\.|\.\./.test(host) && (!isNumeric || host === hostname) && !/^0+$/.test(port ?? "");
}

/** Without blanks, backslashes, and what can't be seen, and with every % as the beginning of an escape. */
const isPlainText = (text: string): boolean =>
  text.search(invisible) === -1 && !/[\s\\]|%(?![\da-f]{2})/i.test(text);
