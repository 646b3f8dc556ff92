import { domainToUnicode } from "node:url";
import { matchesAny } from "../patterns";
import { ipAddressOf } from "./ip-address";
import { type Host, readHost } from "./read-host";

type Entry = (host: Host) => boolean;

/** An entry that can't be used, and what to write instead. */
interface Unusable {
  readonly entry: string;
  readonly instead: string;
}

/** Hosts by name patterns, addresses and ranges of addresses. */
export class HostList {
  readonly unusable: readonly Unusable[];
  readonly #entries: readonly Entry[];

  constructor(entries: readonly string[]) {
    const read = entries.map((entry) => ({ entry, its: entryIn(entry) }));
    this.#entries = read.flatMap(({ its }) => its ?? []);
    this.unusable = read
      .filter(({ its }) => its === undefined)
      .map(({ entry }) => ({ entry, instead: insteadOf(entry) }));
  }

  has(host: Host): boolean {
    return this.#entries.some((entry) => entry(host));
  }
}

const entryIn = (text: string): Entry | undefined => rangeIn(text) ?? patternIn(text);

/** An address is a range of one. */
function rangeIn(text: string): Entry | undefined {
  const [, addressText = "", lengthText] = /^(.+?)(?:\/(\d{1,3}))?$/s.exec(text) ?? [];
  const host = readHost(/^[^[].*:/s.test(addressText) ? `[${addressText}]` : addressText);
  const first = host && ipAddressOf(host);
  if (host === undefined || first === undefined) return undefined;
  const bits = host.kind === "IPv4" ? 32 : 128;
  const length = lengthText === undefined ? bits : Number(lengthText);
  // A range of IPv4-mapped addresses is one of IPv4.
  const itsLength = length - (bits - first.toByteArray().length * 8);
  if (length > bits || itsLength < 0) return undefined;
  return (other) => {
    const address = ipAddressOf(other);
    return address?.kind() === first.kind() && address.match([first, itsLength]);
  };
}

/** A pattern is compared in Unicode, in which people read it. */
function patternIn(text: string): Entry | undefined {
  // `*` is no letter of a name; that it stands for one is enough to tell whether the rest is.
  const host = readHost(text.replaceAll("*", "a"));
  if (host?.kind !== "name") return undefined;
  if (!text.includes("*")) return ({ kind, text: name }) => kind === "name" && name === host.text;
  if (isOfNumbers(text) || /xn--[^.]*\*|\*[^.]*xn--/i.test(text)) return undefined;
  const pattern = inUnicode(text.replace(/\.$/, "").normalize("NFC").toLowerCase());
  return ({ kind, text: name }) => kind === "name" && matchesAny(inUnicode(name), [pattern]);
}

const inUnicode = (name: string): string => name.replaceAll(/(?<=^|\.)xn--[^.]*/g, domainToUnicode);

/** `10.1.*` is meant for addresses, and would be true of a name such as 10.1.host.example. */
const isOfNumbers = (text: string): boolean => /\d/.test(text) && /^[\d.*]+$/.test(text);

/** The nearest that can be used: the host of a URL, the range of `10.1.*`, all hosts of `.example.com`. */
function insteadOf(entry: string): string {
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
  if (range !== undefined && entryIn(range) !== undefined) return `the range ${range}`;
  const near = /^\../.test(host) ? `*${host}` : host;
  return entryIn(near) === undefined ? "a name, a name pattern, an address or a CIDR range" : near;
}
