import ipaddr from "ipaddr.js";
import { isMetadataAddress, isPrivateAddress } from "./ip-address";

/** Domains whose names lead to private addresses, or to whatever address is written in them. */
const privateDomains = [
  // An address in the name.
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
  // Another address at the second question (DNS rebinding).
  "rbndr.us",
  "1u.ms",
  "rebind.it",
  "rebind.network",
  // Networks of clouds, and their metadata services.
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
  // This machine, by whoever owns the name.
  "bugbounty.dod.network",
  "yoogle.com",
  "localhost.domaincontrol.com",
  "lan.gd",
  // Routers at home.
  "fritz.box",
];

const privatePatterns = [
  // Azure's private links, which have a service's domain behind them.
  /(^|\.)privatelink\.[^.]+\.[^.]/,
  /\.internal\.[^.]+\.[^.]+\.azurecontainerapps\.io$/,
  // AWS: balancers and interfaces of a private network.
  /(^|\.)internal-[^.]+\.[^.]+\.elb\.amazonaws\.com(\.cn)?$/,
  /(^|[-.])vpce?-[^.]+\.([^.]+\.)+amazonaws\.com(\.cn)?$/,
  /-internal\.aliyuncs\.com$/,
  // Services of a cluster, whatever the cluster's domain is.
  /(^|\.)(svc|pod)\.cluster\./,
];

/** Whether a name, in its canonical form, leads to a private address by design. */
export const isPrivateName = (name: string): boolean =>
  privateDomains.some((domain) => `.${name}`.endsWith(`.${domain}`)) ||
  privatePatterns.some((pattern) => pattern.test(name)) ||
  addressesWrittenIn(name).some((address) => isPrivateAddress(address) || isMetadataAddress(address));

/** Four labels, or four parts of one label, that are an IPv4 address: `ip-10-0-0-1`. A longer run of parts is a date, a version or the like. */
function addressesWrittenIn(name: string) {
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

/** Hosting companies write 010 for 10. */
const decimal = (text: string): string => text.replace(/^0{1,2}(?=\d)/, "");
