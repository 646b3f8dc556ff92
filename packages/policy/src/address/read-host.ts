import { domainToASCII, domainToUnicode } from "node:url";
import ipaddr from "ipaddr.js";

/** A host in canonical form: a name in lower-case ASCII, an address without brackets. */
export interface Host {
  readonly kind: "name" | "IPv4" | "IPv6";
  readonly text: string;
}

/** Reads a host without port; `undefined` if it is not a host, or if programs may read different hosts. */
export function readHost(text: string): Host | undefined {
  if (text.startsWith("[")) return ipv6In(text);
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return { kind: "IPv4", text };
  const name = nameIn(text.replace(/\.$/, ""));
  return name === undefined ? undefined : { kind: "name", text: name };
}

/** The URL Standard's parser is the strictest: no zone id, no leading zeros in numbers. */
function ipv6In(text: string): Host | undefined {
  const url =
    /^\[[\da-f:.]+\]$/i.test(text) && URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined;
  return url && { kind: "IPv6", text: url.hostname.slice(1, -1) };
}

function nameIn(text: string): string | undefined {
  const labels = text.split(".").map(labelIn);
  if (labels.includes(undefined)) return undefined;
  const name = labels.join(".");
  // Most programs take a name that ends in a number for an IPv4 address, in any spelling.
  const isNumeric = /^(\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? "");
  return isNumeric || name.length > 253 ? undefined : name;
}

function labelIn(text: string): string | undefined {
  const isAscii = /^[\0-\x7f]*$/.test(text);
  const label = isAscii ? text.toLowerCase() : domainToASCII(text);
  if (!/^[a-z0-9_-]{1,63}$/.test(label)) return undefined;
  if (isAscii) return !label.startsWith("xn--") || isPunycode(label) ? label : undefined;
  return isPlainUnicode(text) && domainToUnicode(label) === text.toLowerCase().normalize("NFC")
    ? label
    : undefined;
}

/** Some labels do not survive a round trip: `xn--localhost-`. */
const isPunycode = (label: string): boolean => {
  const unicode = domainToUnicode(label);
  return /[^\0-\x7f]/.test(unicode) && domainToASCII(unicode) === label;
};

/**
 * Without characters that stand for ASCII, and without those that IDNA 2003 and IDNA 2008 encode differently.
 */
const isPlainUnicode = (label: string): boolean =>
  !/[ßẞς\u200c\u200d]/u.test(label) &&
  [...label].every((sign) => sign < "\x80" || !/[\0-\x7f]/.test(sign.normalize("NFKC").toLowerCase()));
