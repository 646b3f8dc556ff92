import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";
import { HttpError } from "./errors";
import { globOf } from "./glob";

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for an endpoint, if any. @throws HttpError if the variable that names it is malformed */
export function proxyFor(endpoint: URL, environment: Environment = process.env): URL | undefined {
  if (isLoopback(endpoint.hostname)) return undefined;
  const variables = endpoint.protocol === "https:" ? ["https_proxy", "http_proxy"] : ["http_proxy"];
  const [name] = variables.map((each) => spelling(each, environment)).filter((each) => environment[each]);
  if (name === undefined || isExempt(endpoint, environment[spelling("no_proxy", environment)] ?? ""))
    return undefined;
  return proxyOf(name, environment[name]?.trim() ?? "", endpoint.host);
}

/** Whether a host is this machine, which is always reached without a proxy. */
export function isLoopback(hostname: string): boolean {
  const name = nameOf(hostname);
  return name === "localhost" || name.endsWith(".localhost") || ["127.0.0.0/8", "::1"].some(isRangeOf(name));
}

/** Name of a proxy variable: as in curl, lower case wins over upper case. */
const spelling = (name: string, environment: Environment) =>
  environment[name] === undefined ? name.toUpperCase() : name;

function proxyOf(variable: string, value: string, host: string): URL {
  const refuse = (why: string, remedy: string) => {
    const what = `${host} can't be reached: the environment variable ${variable} ${why}`;
    return new HttpError("network", what, undefined, { remedy });
  };
  const [, scheme] = /^(https?|socks\w*):\/\//i.exec(value) ?? [];
  if (scheme?.toLowerCase().startsWith("socks"))
    throw refuse(
      "names a SOCKS proxy, which is not supported",
      "set an HTTP proxy such as http://proxy.example:3128, or list the host in NO_PROXY",
    );
  const url = scheme !== undefined && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || ![url.username, url.password].every(isPercentEncoded))
    throw refuse("is not a URL such as http://proxy.example:3128", "correct it, or remove it");
  return url;
}

function isPercentEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Whether NO_PROXY exempts an endpoint: by `*`, name, suffix, address or address range, with or without a
 * port.
 */
function isExempt(endpoint: URL, noProxy: string, name = nameOf(endpoint.hostname)): boolean {
  const isNamed = isIP(name) === 0 ? isSuffixOf(name) : isRangeOf(name);
  const port = endpoint.port || (endpoint.protocol === "https:" ? "443" : "80");
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, bracketed, single, itsPort] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
      if (itsPort !== undefined && Number(itsPort) !== Number(port)) return false;
      const wanted = bracketed ?? single ?? entry;
      return wanted === "*" || isNamed(wanted);
    });
}

/**
 * The entry of NO_PROXY that seems meant for an endpoint at these addresses but does not exempt it: its form
 * is not supported, or it is an address or range while the endpoint is given by name, which is not resolved.
 */
export function mismatchedNoProxyEntry(
  endpoint: URL,
  addresses: readonly string[],
  environment: Environment = process.env,
): string | undefined {
  const entries = (environment[spelling("no_proxy", environment)] ?? "").split(/[\s,;|]+/);
  return entries.find((entry) => {
    const bare = entry.replace(/^\w+:\/\//, "").replace(/\/(?!\d+$).*$/, "");
    const isMeant = (host: string) => globOf(bare, "i").test(host) || isExempt(endpoint, bare, host);
    return [nameOf(endpoint.hostname), ...addresses].some(isMeant);
  });
}

/** A suffix matches at a dot; `*.example.com` does not match example.com itself. */
const isSuffixOf =
  (name: string) =>
  (wanted: string): boolean => {
    const suffix = nameOf(wanted.replace(/^\*?\./, ""));
    if (suffix === "") return false;
    return name.endsWith(`.${suffix}`) || (name === suffix && !wanted.startsWith("*"));
  };

/** Whether an address is the given one or in the given range. An IPv4-mapped IPv6 address counts as IPv4. */
const isRangeOf =
  (address: string) =>
  (wanted: string): boolean => {
    const [network = "", bits] = wanted.split("/");
    const [family, its] = [isIP(network), isIP(address)];
    if (family === 0 || its === 0 || (family === 6 && its === 4)) return false;
    const most = family === 4 ? 32 : 128;
    if (!/^\d*$/.test(bits ?? "") || Number(bits) > most) return false;
    const range = new BlockList();
    range.addSubnet(network, bits ? Number(bits) : most, `ipv${family as 4 | 6}`);
    return range.check(address, `ipv${its as 4 | 6}`);
  };

/** A host name as in URLs, without a trailing dot and without the brackets of an IPv6 address. */
const nameOf = (hostname: string) => {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1").replace(/(.)\.$/, "$1");
  return (bare.includes(":") ? bare : domainToASCII(bare)).toLowerCase();
};
