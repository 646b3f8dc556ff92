import { type Host, readHost } from "./read-host";

/** The parts of a URL, a `host:port` or a host. */
export interface Address {
  /** In lower case; `undefined` if the text has none. */
  readonly scheme: string | undefined;
  readonly host: Host;
  /** `undefined` if the text names none. */
  readonly port: number | undefined;
}

/** Reads an address. In an `ambiguous` text, programs may read different hosts, or none. */
export function readAddress(text: string): Address | "ambiguous" {
  if (typeof text !== "string" || /[\s\\\p{Cc}\p{Cf}\p{Cs}]/u.test(text)) return "ambiguous";
  const [, scheme, rest = ""] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/i.exec(text) ?? [];
  const [authority] = /^[^/?#]*/.exec(rest) ?? [""];
  // `http:host` and `https://http://host`; and `a.example#@b.example`, which some programs split at the last
  // @.
  if (/^https?:/i.test(authority) || /^[?#][^/]*@/.test(rest.slice(authority.length))) return "ambiguous";
  const [hostAndPort = "", login, ...more] = authority.split("@").reverse();
  if (login !== undefined && (scheme === undefined || more.length > 0 || !isPlainLogin(login)))
    return "ambiguous";
  const [, hostText = "", portText = ""] = /^(\[.*\]|[^:]*)(?::([1-9]\d{0,4})?)?$/.exec(hostAndPort) ?? [];
  const host = readHost(hostText);
  const port = portText === "" ? undefined : Number(portText);
  if (host === undefined || (port !== undefined && port > 65_535)) return "ambiguous";
  return { scheme: scheme?.toLowerCase(), host, port };
}

/** Without escaped delimiters: programs that decode before they split would end the login there. */
const isPlainLogin = (login: string): boolean =>
  /^[\w\-.~!$&'()*+,;=:%]+$/.test(login) && !/%(2f|5c|23|3f|40|[01][\da-f]|(?![\da-f]{2}))/i.test(login);

/** The message for a field with an ambiguous address. */
export const ambiguousMessage = (field: string): string =>
  `${field} is ambiguous: programs may read different hosts from it, or none. Write a plain URL such as https://hooks.example.com/path, with a slash after the host, international names in punycode, IPv4 addresses as four decimal numbers, and without blanks or backslashes.`;
