import ipaddr from "ipaddr.js";
import type { Host } from "./read-host";

type IpAddress = ReturnType<typeof ipaddr.process>;

/** The host's IP address, as IPv4 if it is IPv4-mapped; `undefined` for a name. */
export const ipAddressOf = ({ kind, text }: Host): IpAddress | undefined =>
  kind === "name" ? undefined : ipaddr.process(text);

export const isLoopbackAddress = (address: IpAddress): boolean => address.range() === "loopback";

/**
 * Whether it is reachable from the internet. Addresses that embed an IPv4 address for a gateway (NAT64, 6to4,
 * Teredo, ISATAP) are not.
 */
export const isPublicAddress = (address: IpAddress): boolean =>
  address.range() === "unicast" &&
  !isMetadataAddress(address) &&
  (address.kind() === "ipv4" || (address.match(globalUnicast) && !isIsatap(address)));

/**
 * Private ranges that occur in host names. Numbers from other reserved ranges are more often versions or
 * dates.
 */
export const isPrivateAddress = (address: IpAddress): boolean =>
  ["private", "loopback", "linkLocal", "carrierGradeNat"].includes(address.range()) ||
  address.toString() === "0.0.0.0";

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Metadata services of Azure and Oracle, the only ones outside of the private ranges. */
export const isMetadataAddress = (address: IpAddress): boolean =>
  ["168.63.129.16", "192.0.0.192"].includes(address.toString());

/** RFC 5214, 6.1: the second half of the address is `[0200|0000]:5efe` and an IPv4 address. */
const isIsatap = (address: IpAddress): boolean => {
  const bytes = address.toByteArray();
  return bytes.length === 16 && /^[02],0,94,254$/.test(bytes.slice(8, 12).join());
};
