import ipaddr from "ipaddr.js";
import type { Host } from "./read-host";

type IpAddress = ReturnType<typeof ipaddr.process>;

/** An address, which is of IPv4 where it is IPv4-mapped; `undefined` of a name. */
export const ipAddressOf = ({ kind, text }: Host): IpAddress | undefined =>
  kind === "name" ? undefined : ipaddr.process(text);

export const isLoopbackAddress = (address: IpAddress): boolean => address.range() === "loopback";

/** Whether the internet leads to it: addresses that carry an IPv4 one to a gateway (NAT64, 6to4, Teredo, ISATAP) do not count. */
export const isPublicAddress = (address: IpAddress): boolean =>
  address.range() === "unicast" &&
  !isMetadataAddress(address) &&
  (address.kind() === "ipv4" || (address.match(globalUnicast) && !isIsatap(address)));

/** What names are made of in networks: the rest of what is not public is more often a version or a date. */
export const isPrivateAddress = (address: IpAddress): boolean =>
  ["private", "loopback", "linkLocal", "carrierGradeNat"].includes(address.range()) ||
  address.toString() === "0.0.0.0";

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Azure's and Oracle's, which are in no range for private use: all others are link-local, carrier-grade NAT or unique local. */
export const isMetadataAddress = (address: IpAddress): boolean =>
  ["168.63.129.16", "192.0.0.192"].includes(address.toString());

/** RFC 5214, 6.1: the second half of the address is `[0200|0000]:5efe` and an IPv4 address. */
const isIsatap = (address: IpAddress): boolean => {
  const bytes = address.toByteArray();
  return bytes.length === 16 && /^[02],0,94,254$/.test(bytes.slice(8, 12).join());
};
