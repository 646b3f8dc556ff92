import ipaddr from "ipaddr.js";
import { matches } from "../patterns";

/**
 * Top-level domains that never lead to a host of the internet: RFC 6761 (special use; `example` stands for real ones), 6762 (`local`, and
 * those of its appendix G, which closed networks use), 9476 (`alt`), and what resolvers are shipped with.
 */
const localDomains = new Set([
  "localhost",
  "localdomain",
  "local",
  "test",
  "invalid",
  "alt",
  "intranet",
  "internal",
  "private",
  "corp",
  "home",
  "lan",
]);

/** What a sender on the internet can reach: a public address, or a name that may have one; names are not resolved. */
export function isPublic(host: string): boolean {
  if (ipaddr.isValid(host)) return isPublicAddress(ipaddr.process(host));
  const labels = host.toLowerCase().split(".");
  const isHomeNetwork = labels.slice(-2).join(".") === "home.arpa"; // RFC 8375
  return labels.length > 1 && !isHomeNetwork && !localDomains.has(labels.at(-1) ?? "");
}

type Address = ReturnType<typeof ipaddr.process>;

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Forms that carry an IPv4 address in an IPv6 one have ranges of their own, and the oldest of them (`::10.0.0.1`) is no global unicast. */
const isPublicAddress = (address: Address): boolean =>
  address.range() === "unicast" && (address.kind() === "ipv4" || address.match(globalUnicast));

/** Whether one of the entries, patterns of hosts or CIDR ranges, is the host's. */
export const isAllowed = (host: string, entries: readonly string[]): boolean =>
  matches(host, entries) || (ipaddr.isValid(host) && isWithin(ipaddr.process(host), entries));

const isWithin = (address: Address, entries: readonly string[]): boolean =>
  entries.filter(ipaddr.isValidCIDR).some((entry) => {
    const range = ipaddr.parseCIDR(entry);
    return range[0].kind() === address.kind() && address.match(range);
  });
