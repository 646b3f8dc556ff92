// Spellings of addresses, made from the rules of inet_aton, RFC 3986, RFC 4291 and the URL Standard; never from the policies' code.
import { domainToASCII } from "node:url";
import fc from "fast-check";

type Texts = fc.Arbitrary<string>;

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);

/** IPv4 addresses that are not public, by base and length (IANA's registry of special-purpose addresses, multicast, and metadata services). */
const privateIpv4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["255.255.255.255", 32],
  ["169.254.169.254", 32],
  ["168.63.129.16", 32],
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
];

/** Of these, in which networks make names of addresses. */
const namedIpv4 = privateIpv4.filter(([base]) => /^(10|100|127|169|172|192\.168)\./.test(base));

const privateIpv6: readonly (readonly [string, number])[] = [
  ["::", 128],
  ["::1", 128],
  ["::", 96],
  ["100::", 64],
  ["64:ff9b:1::", 48],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["4000::", 3],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
  ["fd20:ce::254", 128],
];

const numberOf = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const octetsOf = (address: number) => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);

const ipv4Within = ([base, length]: readonly [string, number]) =>
  fc.integer({ min: 0, max: 2 ** (32 - length) - 1 }).map((rest) => numberOf(base) + rest);

const isPrivateIpv4 = (address: number) =>
  privateIpv4.some(([base, length]) => {
    const rest = address - numberOf(base);
    return rest >= 0 && rest < 2 ** (32 - length);
  });

const ofAny = <T>(ranges: readonly T[], within: (range: T) => fc.Arbitrary<number>) =>
  fc.oneof(...ranges.map(within));
const anyPrivateIpv4 = ofAny(privateIpv4, ipv4Within);

/** The eight groups of an address that is written with at most one `::`. */
const groupsOf = (text: string): number[] => {
  const [head = "", tail = ""] = text.split("::");
  const [first, last] = [head, tail].map((part) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)),
  ) as [number[], number[]];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
};

const ipv6Within = ([base, length]: readonly [string, number]): fc.Arbitrary<number[]> =>
  fc.array(pick(0, 0, 1, 0xffff, 0x1234, 0xa9fe), { minLength: 8, maxLength: 8 }).map((random) =>
    groupsOf(base).map((group, index) => {
      const free = Math.min(16, Math.max(0, 16 * (index + 1) - length));
      return group - (group % 2 ** free) + ((random[index] ?? 0) % 2 ** free);
    }),
  );

/** A number in the bases that inet_aton reads. */
const numberSpelling = (value: number): Texts =>
  pick(
    `${value}`,
    `0${value.toString(8)}`,
    `000${value.toString(8)}`,
    `0x${value.toString(16)}`,
    `0X${value.toString(16).toUpperCase()}`,
    `0x000${value.toString(16)}`,
    `00${value}`,
  );

const joined = (parts: readonly Texts[], between = ".") =>
  fc.tuple(...parts).map((texts) => texts.join(between));

const shifted = (text: string, by: number) =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint(by + Number(digit)));

const escaped = (text: string) =>
  [...text].map((sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");

/** As a host of a URL, by itself. */
function ipv4Spelling(address: number): Texts {
  const octets = octetsOf(address);
  const plain = octets.join(".");
  const [a = 0, b = 0] = octets;
  return fc.oneof(
    fc.constant(plain),
    numberSpelling(address),
    joined(octets.map(numberSpelling)),
    joined([numberSpelling(a), numberSpelling(address % 2 ** 24)]),
    joined([numberSpelling(a), numberSpelling(b), numberSpelling(address % 2 ** 16)]),
    pick(`${plain}.`, `${plain}..`, `.${plain}`),
    pick("。", "．", "｡").map((dot) => octets.join(dot)),
    // Full width, mathematical, Arabic and Devanagari digits.
    pick(0xff10, 0x1d7ce, 0x660, 0x966).map((zero) => shifted(plain, zero)),
    pick(escaped(plain), `${escaped(plain.slice(0, 2))}${plain.slice(2)}`, plain.replaceAll(".", "%2e")),
    pick(`${plain}%00.example.com`, `${plain}%2f.example.com`, `${plain}\\.example.com`, `${plain}\t`),
  );
}

const hex = (group: number) => group.toString(16);

/** As text, with or without zeros, `::` and capitals. */
const groupsSpelling = (groups: readonly number[]): Texts => {
  const short = groups.map(hex);
  const runs = [...short.join(":").matchAll(/(?<![^:])0(:0)*(?![^:])/g)];
  const compressed = runs.map(({ 0: run, index }) => {
    const text = short.join(":");
    return `${text.slice(0, index)}::${text.slice(index + run.length)}`.replaceAll(/:{3,}/g, "::");
  });
  const spelled = [
    short.join(":"),
    groups.map((group) => hex(group).padStart(4, "0")).join(":"),
    ...compressed,
  ];
  return pick(...spelled, ...spelled.map((text) => text.toUpperCase()));
};

const ipv6Spelling = (groups: readonly number[]): Texts =>
  fc.oneof(
    { weight: 8, arbitrary: groupsSpelling(groups).map((text) => `[${text}]`) },
    groupsSpelling(groups).chain((text) => pick(text, `[${text}%25eth0]`, `[${text}%eth0]`, `%5b${text}%5d`)),
  );

/** An IPv4 address in an IPv6 one: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP. */
function carried(address: number): Texts {
  const [high, low] = [Math.floor(address / 2 ** 16), address % 2 ** 16];
  const dotted = octetsOf(address).join(".");
  return fc.oneof(
    pick(
      "::ffff:",
      "::FFFF:",
      "::",
      "::ffff:0:",
      "64:ff9b::",
      "64:ff9b:1::",
      "0:0:0:0:0:ffff:",
      "2606:4700::5efe:",
    ).map((prefix) => `[${prefix}${dotted}]`),
    pick(
      [0, 0, 0, 0, 0, 0xffff, high, low],
      [0, 0, 0, 0, 0xffff, 0, high, low],
      [0x64, 0xff9b, 0, 0, 0, 0, high, low],
      [0x64, 0xff9b, 1, 0, 0, 0, high, low],
      [0x2002, high, low, 0, 0, 0, 0, 1],
      [0x2002, high, low, 1, 2, 3, 4, 5],
      [0x2001, 0, 0x4136, 0xe378, 0x8000, 0x63bf, high ^ 0xffff, low ^ 0xffff],
      [0x2a00, 0x1450, 1, 2, 0, 0x5efe, high, low],
      [0x2a00, 0x1450, 1, 2, 0x200, 0x5efe, high, low],
    ).chain(ipv6Spelling),
  );
}

const inEitherCase = (text: string): Texts => pick(text, text.toUpperCase());

/** A name that leads to the address by design. */
function named(address: number): Texts {
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

function namedByNetworks(address: number): Texts {
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

const privateHosts: Texts = fc.oneof(
  anyPrivateIpv4.map((address) => octetsOf(address).join(".")),
  { weight: 3, arbitrary: anyPrivateIpv4.chain(ipv4Spelling) },
  { weight: 2, arbitrary: anyPrivateIpv4.chain(carried) },
  { weight: 2, arbitrary: fc.oneof(...privateIpv6.map(ipv6Within)).chain(ipv6Spelling) },
  anyPrivateIpv4.chain(named),
  ofAny(namedIpv4, ipv4Within).chain(namedByNetworks),
);

const ports = pick("", "", ":443", ":80", ":8080", ":");
const rests = pick("", "/", "/a/b", "/?a=b", "#a", "?a", "/latest/meta-data@hooks.example.com");

/** Around the host what all programs read alike. */
const plainTexts = joined(
  [
    pick("https://", "http://", "HTTPS://"),
    pick("", "", "me:pass@", "hooks.example.com:443@"),
    privateHosts,
    ports,
    rests,
  ],
  "",
);

/** Around the host what programs read in different ways. */
const tricks = joined(
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

/** Texts that lead a program, if perhaps not every one, to an address that is not public. */
export const privateTexts: Texts = fc.oneof(
  { weight: 3, arbitrary: plainTexts },
  { weight: 1, arbitrary: tricks },
);

/** Any order of what URLs are made of, and of what confuses their readers. */
export const urlLikeTexts: Texts = fc
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

const words = fc.stringMatching(/^[a-z][a-z0-9]{4,9}(-[a-z]{2,6}|_[a-z]{2})?$/);
const wordsOfOthers = pick("bücher", "café", "пример", "食狮", "españa", "παράδειγμα", "例え", "i❤");
const suffixes = pick(
  "com",
  "org",
  "at",
  "it",
  "co.uk",
  "com.br",
  "io",
  "app",
  "dev",
  "cloud",
  "рф",
  "公司.cn",
  "中国",
  "github.io",
  "azurewebsites.net",
  "eu-west-1.elb.amazonaws.com",
  "example",
  "example.com",
);

const publicNames: Texts = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: words }, wordsOfOthers), { minLength: 1, maxLength: 3 }),
    suffixes,
  )
  .map(([labels, suffix]) => [...labels, suffix].join("."))
  .chain((name) => pick(name, name.toUpperCase(), name.normalize("NFD"), domainToASCII(name), `${name}.`));

const publicIpv4 = fc
  .integer({ min: 2 ** 24, max: 224 * 2 ** 24 - 1 })
  .filter((address) => !isPrivateIpv4(address));

const publicIpv6 = fc
  .tuple(pick(0x2400, 0x2600, 0x2607, 0x2800, 0x2a00, 0x2a02, 0x2c0f), ipv6Within(["::", 16]))
  .map(([first, [, ...others]]) => [first, ...others]);

/** Honest targets, in spellings that all programs read alike. */
export const publicTexts: Texts = joined(
  [
    pick("https://", "http://", "HTTPS://", ""),
    fc.oneof(
      { weight: 3, arbitrary: publicNames },
      publicIpv4.map((address) => octetsOf(address).join(".")),
      publicIpv4.map((address) => `[::ffff:${octetsOf(address).join(".")}]`),
      publicIpv6.chain(groupsSpelling).map((text) => `[${text}]`),
    ),
    pick("", ":443", ":80", ":8443"),
    pick("", "/", "/rockit/a-b_c~d", "/ä?to=me@example.com&at=10.0.0.1#top", "/hooks?url=http://localhost/"),
  ],
  "",
);
