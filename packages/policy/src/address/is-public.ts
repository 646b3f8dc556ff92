import { parse } from "tldts";
import { ipAddressOf, isLoopbackAddress, isPublicAddress } from "./ip-address";
import { isPrivateName } from "./private-names";
import type { Host } from "./read-host";

/**
 * Whether a sender on the internet can reach the host: a public address, or a name that may have one. Names
 * are not resolved.
 */
export function isPublic(host: Host): boolean {
  const address = ipAddressOf(host);
  return address === undefined ? isPublicName(host.text) : isPublicAddress(address);
}

/** Whether the host is this machine. */
export function isLoopback(host: Host): boolean {
  const address = ipAddressOf(host);
  return address === undefined ? /(^|\.)localhost$/.test(host.text) : isLoopbackAddress(address);
}

function isPublicName(name: string): boolean {
  // Reserved example names (RFC 2606) stand for real ones.
  if (/\.example$/.test(name)) return !isPrivateName(name);
  if (/\.arpa$/.test(name) || !name.includes(".")) return false;
  const { isIcann, isPrivate, isSpecialUse } = parse(name, parseOptions);
  const isUsable = !isSpecialUse || /(^|\.)example\.(com|net|org)$/.test(name);
  return (isIcann === true || isPrivate === true) && isUsable && !isPrivateName(name);
}

const parseOptions = {
  allowPrivateDomains: true,
  detectIp: false,
  detectSpecialUse: true,
  extractHostname: false,
  validateHostname: false,
};
