import fc from "fast-check";
import { ipv4InIpv6, ipv4Spelling, ipv6Spelling } from "./ip-spellings.ts";
import {
  anyPrivateIpv4,
  ipv4Within,
  ipv4WithNetworkNames,
  ipv6Within,
  octetsOf,
  oneOfRanges,
  privateIpv6,
} from "./ranges.ts";
import { joinTexts, pick, type TextArbitrary } from "./texts.ts";

const inEitherCase = (text: string): TextArbitrary => pick(text, text.toUpperCase());

/** A DNS name that resolves to the address by design. */
function wildcardDnsName(address: number): TextArbitrary {
  const octets = octetsOf(address);
  const [dots, dashes] = [octets.join("."), octets.join("-")];
  const inHex = octets.map((octet) => octet.toString(16).padStart(2, "0")).join("");
  const services = pick("nip.io", "sslip.io", "xip.io", "my.local-ip.co", "local-ip.sh", "traefik.me");
  return fc
    .oneof(
      services.chain((service) =>
        pick(
          `${dots}.${service}`,
          `app.${dots}.${service}`,
          `${dashes}.${service}`,
          `app-${dashes}.${service}`,
        ),
      ),
      services.map((service) => `${inHex}.${service}`),
      pick(`${inHex}.08080808.rbndr.us`, `make-${dashes}-rr.1u.ms`, `${dashes}.1234.plex.direct`),
    )
    .chain((name) => pick(name, `${name}.`).chain(inEitherCase));
}

function networkDnsName(address: number): TextArbitrary {
  const octets = octetsOf(address);
  const [dots, dashes] = [octets.join("."), octets.join("-")];
  const padded = octets.map((octet) => `${octet}`.padStart(3, "0")).join("-");
  return pick("hooks.example.com", "eu-west-1.compute.amazonaws.com", "bücher.de").chain((domain) =>
    pick(
      `${dots}.${domain}`,
      `a.${dots}.${domain}`,
      `ip-${dashes}.${domain}`,
      `${dashes}.${domain}`,
      `ip-${padded}.${domain}.`,
    ),
  );
}

const privateHosts: TextArbitrary = fc.oneof(
  anyPrivateIpv4.map((address) => octetsOf(address).join(".")),
  { weight: 3, arbitrary: anyPrivateIpv4.chain(ipv4Spelling) },
  { weight: 2, arbitrary: anyPrivateIpv4.chain(ipv4InIpv6) },
  { weight: 2, arbitrary: fc.oneof(...privateIpv6.map(ipv6Within)).chain(ipv6Spelling) },
  anyPrivateIpv4.chain(wildcardDnsName),
  oneOfRanges(ipv4WithNetworkNames, ipv4Within).chain(networkDnsName),
);

const ports = pick("", "", ":443", ":80", ":8080", ":");
const urlEndings = pick("", "/", "/a/b", "/?a=b", "#a", "?a", "/latest/meta-data@hooks.example.com");

/** Surrounds the host with parts that all programs read alike. */
const plainTexts = joinTexts(
  [
    pick("https://", "http://", "HTTPS://"),
    pick("", "", "me:pass@", "hooks.example.com:443@"),
    privateHosts,
    ports,
    urlEndings,
  ],
  "",
);

/** Surrounds the host with parts that programs read in different ways. */
const trickyTexts = joinTexts(
  [
    pick("https://", "http://", "https:", "https:///", "https:\\\\", "//", ""),
    pick(
      "",
      "hooks.example.com&@",
      "a@hooks.example.com@",
      "hooks.example.com\\@",
      "hooks.example.com%2f@",
      "hooks.example.com#@",
      "hooks.example.com?@",
      "hooks.example.com @",
      "\\",
      "\t",
    ),
    privateHosts,
    ports,
    pick("", "/", "\\a", "\n"),
  ],
  "",
);

/** Texts that lead at least some programs to an address that is not public. */
export const privateTexts: TextArbitrary = fc.oneof(
  { weight: 3, arbitrary: plainTexts },
  { weight: 1, arbitrary: trickyTexts },
);

/** Any order of the parts of URLs and of characters that confuse URL parsers. */
export const urlLikeTexts: TextArbitrary = fc
  .array(
    pick(
      ..."@:/\\?#[]%.;&,-_ \t*",
      ..."。／ß\u00ad\u212a",
      ...[
        "//",
        "http:",
        "hooks.example.com",
        "evil.example",
        "10.0.0.1",
        "[::1]",
        ":80",
        "%2f",
        "xn--",
        "bücher",
        "0x7f",
        "a",
        "7",
      ],
    ),
    { maxLength: 7 },
  )
  .map((parts) => `https://${parts.join("")}`);
