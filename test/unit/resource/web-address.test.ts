import { describe, expect, it } from "vitest";
import { canonicalCallbackPath, canonicalHostUri } from "../../../provider/durst/paths.ts";
import { hostUri } from "../../../provider/durst/schema.ts";
import { webAddress } from "../../../provider/resource/schema.ts";
import { canonicalUrl, hostOf } from "../../../provider/resource/web-address.ts";

describe("the normal form of a URL", () => {
  it.each([
    ["a bare host", "https://hooks.example.com", "https://hooks.example.com/"],
    ["scheme and host in capitals", "HTTPS://Hooks.Example.COM/A", "https://hooks.example.com/A"],
    ["the default port", "https://h.example:443/a", "https://h.example/a"],
    ["the default port of http", "http://h.example:80/a", "http://h.example/a"],
    ["an international name", "https://bücher.example/a", "https://xn--bcher-kva.example/a"],
    ["a full name's dot", "https://h.example./a", "https://h.example/a"],
    ["an IPv6 address", "http://[2001:DB8:0:0::1]/", "http://[2001:db8::1]/"],
    ["an IPv4 address in IPv6", "http://[::ffff:10.0.0.1]/", "http://[::ffff:a00:1]/"],
    ["dot segments", "https://h.example/a/./b/../c", "https://h.example/a/c"],
    ["escaped dot segments", "https://h.example/a/%2E%2e/c", "https://h.example/c"],
    ["escaped letters", "https://h.example/%7euser/%61", "https://h.example/~user/a"],
    ["escapes in either case", "https://h.example/a%2fb%c3%a9", "https://h.example/a%2Fb%C3%A9"],
    ["non-ASCII letters", "https://h.example/größe?ö=é", "https://h.example/gr%C3%B6%C3%9Fe?%C3%B6=%C3%A9"],
    ["decomposed letters", "https://h.example/e\u0301", "https://h.example/%C3%A9"],
    ["a blank", "https://h.example/a b?c d", "https://h.example/a%20b?c%20d"],
    ["characters outside RFC 3986", "https://h.example/a|[b]^", "https://h.example/a%7C%5Bb%5D%5E"],
    ["an apostrophe in a query", "https://h.example/?a='b'", "https://h.example/?a=%27b%27"],
    ["an empty query and fragment", "https://h.example/a?#", "https://h.example/a"],
    ["a fragment, which is never sent", "https://h.example/a#b", "https://h.example/a"],
    ["escaped letters of a user", "https://%75:%70w@h.example/", "https://u:pw@h.example/"],
    ["a byte that is not a character", "https://h.example/%ff%c3%A9", "https://h.example/%FF%C3%A9"],
  ])("is the same with %s", (_what, one, other) => {
    expect(canonicalUrl(one)).toBe(canonicalUrl(other));
    expect(canonicalUrl(canonicalUrl(one))).toBe(canonicalUrl(one));
  });

  it.each([
    ["path", "https://h.example/a", "https://h.example/b"],
    ["path's case", "https://h.example/a", "https://h.example/A"],
    ["slash at the path's end", "https://h.example/a", "https://h.example/a/"],
    ["second slash", "https://h.example/a/b", "https://h.example/a//b"],
    ["escaped delimiter", "https://h.example/a/b", "https://h.example/a%2Fb"],
    ["escaped percent sign", "https://h.example/%2541", "https://h.example/A"],
    ["query", "https://h.example/?a=1", "https://h.example/?a=2"],
    ["order of a query", "https://h.example/?a&b", "https://h.example/?b&a"],
    ["plus sign for a blank", "https://h.example/?a+b", "https://h.example/?a%20b"],
    ["port", "https://h.example/", "https://h.example:8443/"],
    ["other scheme's port", "https://h.example/", "https://h.example:80/"],
    ["scheme", "https://h.example/", "http://h.example/"],
    ["user", "https://u@h.example/", "https://v@h.example/"],
    ["password", "https://u:p@h.example/", "https://u@h.example/"],
    ["host", "https://h.example/", "https://h.example.org/"],
    ["dot after a name that a search list completes", "https://press/", "https://press./"],
  ])("differs with another %s", (_what, one, other) => {
    expect(canonicalUrl(one)).not.toBe(canonicalUrl(other));
  });
});

describe("the normal form of a receiving host", () => {
  it.each([
    ["press.example:8080", "Press.example:8080/"],
    ["[::1]:8080", "[0:0::1]:8080/"],
    ["https://press.example:443/base/", "https://Press.example/base"],
    ["https://press.example", "https://press.example/"],
  ])("%s is %s", (one, other) => {
    expect(canonicalHostUri(one)).toBe(canonicalHostUri(other));
  });

  it.each([
    ["press.example:8080", "http://press.example:8080"],
    ["press.example:8080", "press.example:8081"],
    ["https://press.example/a", "https://press.example/b"],
  ])("%s is not %s", (one, other) => {
    expect(canonicalHostUri(one)).not.toBe(canonicalHostUri(other));
  });
});

it.each([
  [undefined, "", "/"],
  ["a/b", "a/b/", "/a/b"],
  ["a%2db", "a-b/", "%61-b"],
])("a callback's path %s is the same as %j and %j", (one, ...others) => {
  for (const other of others) expect(canonicalCallbackPath(other)).toBe(canonicalCallbackPath(one));
});

const ambiguousRule = /must be an unambiguous address/;
const messageOf = (type: ReturnType<typeof webAddress>, value: string) => [
  ...new Set(type.safeParse(value).error?.issues.map(({ message }) => message)),
];

describe("an address that programs read differently is refused:", () => {
  const ambiguous = [
    "https://h.example\\@other.example/",
    "https://h.example/a\\b",
    "https://h.example/a b",
    " https://h.example/",
    "https://h.example/ ",
    "https://h.example/\n",
    "https://h.exam\tple/",
    "https://h.example/\u0000",
    "https://h.example/a\u200bb",
    "https://h.example/\u202egpj",
    "https://a@b@h.example/",
    "https://u:p|w@h.example/",
    "https://@h.example/",
    "https://h%2eexample/",
    "https://h..example/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://h.example:0/",
    "https://h.example/100%",
    "https://h.example/%zz",
  ];
  it.each(ambiguous)("%j as a webhook", (value) => {
    expect(messageOf(webAddress(), value)).toEqual([
      expect.stringMatching(/^must be an (absolute|unambiguous)/),
    ]);
    if (/^https/.test(value))
      expect(messageOf(webAddress(), value)).toEqual([expect.stringMatching(ambiguousRule)]);
  });

  it.each([
    ...ambiguous,
    "press.example:0",
    "press.example:65536",
    "press.example:8080 ",
    "press.example:8080\n",
    "press.example\\x:8080",
    "press\u200b.example:8080",
    "u@press.example:8080",
    "2130706433:8080",
    "[::1:8080",
    "[::zz]:8080",
    "https://h.example/?a",
    "https://h.example/#",
    "http:/h.example",
    "https:h.example",
  ])("%j as a receiving host", (value) => {
    expect(messageOf(hostUri() as never, value)).toHaveLength(1);
  });

  it.each([
    "https://u:p%40w@h.example:8443/a%20b;c=1?d=[e]|f#g",
    "http://10.0.0.1:8080",
    "http://[::1]:8080/",
    "https://bücher.example/größe",
    "HTTPS://H.EXAMPLE.:443",
  ])("but not %s", (value) => {
    expect(messageOf(webAddress(), value)).toEqual([]);
  });

  it.each([
    "press.example:8080",
    "[::1]:8080",
    "[2001:db8::1]:443",
    "10.0.0.1:65535",
    "bücher.example:1",
    "https://[::1]:8080/base/",
    "https://press.example/@user/",
  ])("nor the receiving host %s", (value) => {
    expect(messageOf(hostUri() as never, value)).toEqual([]);
  });
});

it.each([
  ["https://u:canary@h.example:8443/canary?canary#canary", "h.example:8443"],
  ["http://[::1]:8080/canary", "[::1]:8080"],
  ["press.example:80/canary", "press.example:80"],
  ["[::1]:8080", "[::1]:8080"],
  ["canary:8080@h.example:80/canary", "h.example:80"],
  ["canary", undefined],
  ["https:canary", undefined],
  ["canary://h.example:80", undefined],
  [undefined, undefined],
])("only the host of %s is shown", (text, shown) => {
  expect(hostOf(text)).toBe(shown);
});
