import { domainToASCII } from "node:url";
import fc from "fast-check";
import { groupsSpelling } from "./ip-spellings.ts";
import { ipv6Within, isPrivateIpv4, octetsOf } from "./ranges.ts";
import { joinTexts, pick, type TextArbitrary } from "./texts.ts";

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

const publicNames: TextArbitrary = fc
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

/** Public targets, in spellings that all programs read alike. */
export const publicTexts: TextArbitrary = joinTexts(
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
