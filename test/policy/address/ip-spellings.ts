// Spellings of addresses by the rules of inet_aton, RFC 4291 and the URL Standard, independent of the
// policies' code.
import fc from "fast-check";
import { octetsOf } from "./ranges.ts";
import { joinTexts, pick, type TextArbitrary } from "./texts.ts";

/** A number in the bases that inet_aton reads. */
const numberSpelling = (value: number): TextArbitrary =>
  pick(
    `${value}`,
    `0${value.toString(8)}`,
    `000${value.toString(8)}`,
    `0x${value.toString(16)}`,
    `0X${value.toString(16).toUpperCase()}`,
    `0x000${value.toString(16)}`,
    `00${value}`,
  );
const shiftDigits = (text: string, by: number) =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint(by + Number(digit)));

const percentEncode = (text: string) =>
  [...text].map((sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");

/** An IPv4 address as the host of a URL. */
export function ipv4Spelling(address: number): TextArbitrary {
  const octets = octetsOf(address);
  const plain = octets.join(".");
  const [a = 0, b = 0] = octets;
  return fc.oneof(
    fc.constant(plain),
    numberSpelling(address),
    joinTexts(octets.map(numberSpelling)),
    joinTexts([numberSpelling(a), numberSpelling(address % 2 ** 24)]),
    joinTexts([numberSpelling(a), numberSpelling(b), numberSpelling(address % 2 ** 16)]),
    pick(`${plain}.`, `${plain}..`, `.${plain}`),
    pick("。", "．", "｡").map((dot) => octets.join(dot)),
    // Full width, mathematical, Arabic and Devanagari digits.
    pick(0xff10, 0x1d7ce, 0x660, 0x966).map((zero) => shiftDigits(plain, zero)),
    pick(
      percentEncode(plain),
      `${percentEncode(plain.slice(0, 2))}${plain.slice(2)}`,
      plain.replaceAll(".", "%2e"),
    ),
    pick(`${plain}%00.example.com`, `${plain}%2f.example.com`, `${plain}\\.example.com`, `${plain}\t`),
  );
}

const hex = (group: number) => group.toString(16);

/** An IPv6 address as text, with or without zeros, `::` and capitals. */
export const groupsSpelling = (groups: readonly number[]): TextArbitrary => {
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

export const ipv6Spelling = (groups: readonly number[]): TextArbitrary =>
  fc.oneof(
    { weight: 8, arbitrary: groupsSpelling(groups).map((text) => `[${text}]`) },
    groupsSpelling(groups).chain((text) => pick(text, `[${text}%25eth0]`, `[${text}%eth0]`, `%5b${text}%5d`)),
  );

/** An IPv4 address in an IPv6 one: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP. */
export function ipv4InIpv6(address: number): TextArbitrary {
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
