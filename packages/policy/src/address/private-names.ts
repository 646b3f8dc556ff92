import ipaddr from "ipaddr.js";
import { isMetadataAddress, isPrivateAddress } from "./ip-address";

/** Domains whose names resolve to private addresses, or to the address that is part of the name. */
const privateDomains = [
  // The name contains the address.
  "nip.io",
  "sslip.io",
  "xip.io",
  "xip.name",
  "ip6.name",
  "ipv6-literal.net",
  "backname.io",
  "traefik.me",
  "plex.direct",
  "local-ip.co",
  "local-ip.sh",
  "local-ip.medicmobile.org",
  // This machine.
  "localtest.me",
  "localdev.me",
  "lvh.me",
  "vcap.me",
  "fuf.me",
  "lacolhost.com",
  "lndo.site",
  "ddev.site",
  "lcl.host",
  "local.gd",
  "localho.st",
  "localh.st",
  "smackaho.st",
  "localhost.direct",
  "localcert.net",
  "localcert.dev",
  "127-0-0-1.org.uk",
  "spoofed.burpcollaborator.net",
  // DNS rebinding: a second query returns another address.
  "rbndr.us",
  "1u.ms",
  "rebind.it",
  "rebind.network",
  // Cloud networks, and their metadata services.
  "vpce.amazonaws.com",
  "vpce.amazonaws.com.cn",
  "internal.cloudapp.net",
  "p.googleapis.com",
  "metadata.goog",
  "metadata.tencentyun.com",
  "metadata.packet.net",
  "metadata.platformequinix.com",
  "api.metadata.cloud.ibm.com",
  "oraclevcn.com",
  "restricted.googleapis.com",
  "private.googleapis.com",
  // Names whose owners point them at this machine.
  "bugbounty.dod.network",
  "yoogle.com",
  "localhost.domaincontrol.com",
  "lan.gd",
  // Home routers.
  "fritz.box",
];

const privatePatterns = [
  // Azure private links, followed by the domain of a service.
  /(^|\.)privatelink\.[^.]+\.[^.]/,
  /\.internal\.[^.]+\.[^.]+\.azurecontainerapps\.io$/,
  // AWS: load balancers and interfaces of a private network.
  /(^|\.)internal-[^.]+\.[^.]+\.elb\.amazonaws\.com(\.cn)?$/,
  /(^|[-.])vpce?-[^.]+\.([^.]+\.)+amazonaws\.com(\.cn)?$/,
  /-internal\.aliyuncs\.com$/,
  // Kubernetes services, in any cluster domain.
  /(^|\.)(svc|pod)\.cluster\./,
];

/** Whether a name in its canonical form resolves to a private address by design. */
export const isPrivateName = (name: string): boolean =>
  privateDomains.some((domain) => `.${name}`.endsWith(`.${domain}`)) ||
  privatePatterns.some((pattern) => pattern.test(name)) ||
  addressesIn(name).some((address) => isPrivateAddress(address) || isMetadataAddress(address));

/**
 * IPv4 addresses as four labels, or as four parts of one label: `ip-10-0-0-1`. More than four parts are a
 * date or a version.
 */
function addressesIn(name: string) {
  const labels = name.split(".");
  const inParts = labels.flatMap(
    (label) => label.match(/(?<![^-])(?<!\d-)\d+(?:-\d+){3}(?![^-])(?!-\d)/g) ?? [],
  );
  const inLabels = labels.map((_, index) => labels.slice(index, index + 4).join("."));
  return [...inParts, ...inLabels]
    .map((text) => text.split(/[.-]/).map(decimal).join("."))
    .filter((text) => ipaddr.IPv4.isValidFourPartDecimal(text))
    .map((text) => ipaddr.IPv4.parse(text));
}

/** Without leading zeros: hosting companies write 010 for 10. */
const decimal = (text: string): string => text.replace(/^0{1,2}(?=\d)/, "");
