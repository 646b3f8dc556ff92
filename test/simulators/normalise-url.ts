import { domainToASCII } from "node:url";

/** A way in which a server normalises URLs. */
export type UrlNormalisation =
  /** Scheme and host in lower case. */
  | "host-case"
  /** A URL without a path gets the path `/`. */
  | "bare-host-slash"
  /** `:443` of https and `:80` of http are dropped. */
  | "default-port"
  /** An internationalised host as `xn--…`. */
  | "punycode"
  /** Characters that a URL can't contain are percent-encoded. */
  | "percent-encoding"
  /** The digits of percent-encoded characters in upper case. */
  | "percent-case"
  /** `.` and `..` segments are resolved. */
  | "dot-segments";

type Parts = Record<"scheme" | "user" | "host" | "port" | "path" | "rest", string>;

const steps: Record<UrlNormalisation, (parts: Parts) => Partial<Parts>> = {
  "host-case": ({ scheme, host }) => ({ scheme: scheme.toLowerCase(), host: host.toLowerCase() }),
  "bare-host-slash": ({ path }) => ({ path: path || "/" }),
  "default-port": ({ scheme, port }) => ({ port: port === defaultPorts[scheme.toLowerCase()] ? "" : port }),
  punycode: ({ host }) => ({ host: domainToASCII(host) || host }),
  "percent-encoding": ({ path, rest }) => ({ path: percentEncode(path), rest: percentEncode(rest) }),
  "percent-case": ({ path, rest }) => ({ path: upperCaseEscapes(path), rest: upperCaseEscapes(rest) }),
  "dot-segments": ({ path }) => ({ path: resolveDotSegments(path) }),
};

const defaultPorts: Readonly<Record<string, string>> = { "https://": ":443", "http://": ":80" };

/** The normalised URL. A text that is no URL, like `host:port`, stays unchanged. */
export function normaliseUrl(text: string, kinds: Iterable<UrlNormalisation>): string {
  const [, scheme = "", user = "", host = "", port = "", path = "", rest = ""] =
    /^(https?:\/\/)([^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d*)?([^?#]*)(.*)$/is.exec(text) ?? [];
  if (scheme === "") return text;
  let parts: Parts = { scheme, user, host, port, path, rest };
  for (const kind of kinds) parts = { ...parts, ...steps[kind](parts) };
  return Object.values(parts).join("");
}

const percentEncode = (text: string) =>
  text.replaceAll(/[^\x21-\x7e]+|["<>`{}]/g, (characters) => encodeURIComponent(characters));

const upperCaseEscapes = (text: string) => text.replaceAll(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());

function resolveDotSegments(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const isDots = segment === "." || segment === "..";
    if (segment === ".." && kept.length > 1) kept.pop();
    if (!isDots) kept.push(segment);
    else if (isLast) kept.push("");
  }
  return kept.join("/");
}
