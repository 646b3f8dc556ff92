import { domainToUnicode } from "node:url";
import { matchesAny } from "../patterns";
import { ipAddressOf } from "./ip-address";
import { type Host, readHost } from "./read-host";

type Matcher = (host: Host) => boolean;

/** An entry that is not valid, and what to write instead. */
interface InvalidEntry {
  readonly entry: string;
  readonly suggestion: string;
}

/** Hosts, listed as name patterns, IP addresses and CIDR ranges. */
export class HostList {
  readonly invalidEntries: readonly InvalidEntry[];
  readonly #matchers: readonly Matcher[];

  constructor(entries: readonly string[]) {
    const parsed = entries.map((entry) => ({ entry, matcher: parseEntry(entry) }));
    this.#matchers = parsed.flatMap(({ matcher }) => matcher ?? []);
    this.invalidEntries = parsed
      .filter(({ matcher }) => matcher === undefined)
      .map(({ entry }) => ({ entry, suggestion: suggestionFor(entry) }));
  }

  has(host: Host): boolean {
    return this.#matchers.some((matcher) => matcher(host));
  }
}

const parseEntry = (text: string): Matcher | undefined => parseRange(text) ?? parsePattern(text);

/** A single address counts as a range of one. */
function parseRange(text: string): Matcher | undefined {
  const [, addressText = "", lengthText] = /^(.+?)(?:\/(\d{1,3}))?$/s.exec(text) ?? [];
  const host = readHost(/^[^[].*:/s.test(addressText) ? `[${addressText}]` : addressText);
  const first = host && ipAddressOf(host);
  if (host === undefined || first === undefined) return undefined;
  const bits = host.kind === "IPv4" ? 32 : 128;
  const length = lengthText === undefined ? bits : Number(lengthText);
  // A range of IPv4-mapped addresses is an IPv4 range.
  const prefixLength = length - (bits - first.toByteArray().length * 8);
  if (length > bits || prefixLength < 0) return undefined;
  return (other) => {
    const address = ipAddressOf(other);
    return address?.kind() === first.kind() && address.match([first, prefixLength]);
  };
}

/** Patterns are compared in Unicode, as people read them. */
function parsePattern(text: string): Matcher | undefined {
  // `*` is not valid in a name: with a letter in its place, the rest can be checked.
  const host = readHost(text.replaceAll("*", "a"));
  if (host?.kind !== "name") return undefined;
  if (!text.includes("*")) return ({ kind, text: name }) => kind === "name" && name === host.text;
  if (isNumeric(text) || /xn--[^.]*\*|\*[^.]*xn--/i.test(text)) return undefined;
  const pattern = inUnicode(text.replace(/\.$/, "").normalize("NFC").toLowerCase());
  return ({ kind, text: name }) => kind === "name" && matchesAny(inUnicode(name), [pattern]);
}

const inUnicode = (name: string): string => name.replaceAll(/(?<=^|\.)xn--[^.]*/g, domainToUnicode);

/** `10.1.*` is meant for addresses, but would match a name such as 10.1.host.example. */
const isNumeric = (text: string): boolean => /\d/.test(text) && /^[\d.*]+$/.test(text);

/** The nearest valid entry: the host of a URL, the range of `10.1.*`, all hosts of `.example.com`. */
function suggestionFor(entry: string): string {
  if (/^[\d.]+\/|^[\da-f:[\]]*:[\da-f:.[\]]*\//i.test(entry))
    return "a CIDR range such as 10.1.0.0/16 or fd00::/8";
  const host = entry
    .trim()
    .replace(/^[a-z][a-z\d+.-]*:\/\//i, "")
    .replace(/[/#].*$/s, "")
    .replace(/^.*@/, "")
    .replace(/(?<=\]|^[^:]*):\d*$/, "");
  const octets = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(host)?.[1]?.slice(0, -1).split(".");
  const range = octets && `${[...octets, 0, 0, 0].slice(0, 4).join(".")}/${8 * octets.length}`;
  if (range !== undefined && parseEntry(range) !== undefined) return `the range ${range}`;
  const near = /^\../.test(host) ? `*${host}` : host;
  return parseEntry(near) === undefined ? "a name, a name pattern, an address or a CIDR range" : near;
}
