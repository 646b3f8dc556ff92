import { describe, expect, test } from "vitest";
import { normaliseUrl, type UrlNormalisation } from "../../simulators/normalise-url.ts";

const all: UrlNormalisation[] = [
  ...(["host-case", "bare-host-slash", "default-port", "punycode"] as const),
  ...(["percent-encoding", "percent-case", "dot-segments"] as const),
];

describe("a URL in another spelling", () => {
  test.each<[UrlNormalisation, string, string]>([
    ["host-case", "HTTPS://U:P@Hooks.Example:443/In?A#B", "https://U:P@hooks.example:443/In?A#B"],
    ["bare-host-slash", "https://hooks.example", "https://hooks.example/"],
    ["bare-host-slash", "https://hooks.example:8443?a", "https://hooks.example:8443/?a"],
    ["bare-host-slash", "https://hooks.example/a", "https://hooks.example/a"],
    ["default-port", "https://hooks.example:443/a", "https://hooks.example/a"],
    ["default-port", "http://hooks.example:80", "http://hooks.example"],
    ["default-port", "http://hooks.example:443", "http://hooks.example:443"],
    ["default-port", "https://[::1]:443/", "https://[::1]/"],
    ["punycode", "https://bücher.example/ü", "https://xn--bcher-kva.example/ü"],
    ["percent-encoding", "https://h/a b/ü?q=é", "https://h/a%20b/%C3%BC?q=%C3%A9"],
    ["percent-encoding", "https://h/50%25", "https://h/50%25"],
    ["percent-case", "https://h/%c3%bc?q=%2f", "https://h/%C3%BC?q=%2F"],
    ["dot-segments", "https://h/a/../b/./c", "https://h/b/c"],
    ["dot-segments", "https://h/../a/..", "https://h/"],
  ])("%s: %s is stored as %s", (kind, text, stored) => {
    expect(normaliseUrl(text, [kind])).toBe(stored);
  });

  test.each([
    "https://Bücher.Example:443",
    "http://HOOKS.example:80/a/../b c?q=ü",
    "https://user:pass@hooks.example:8443/./",
  ])("all kinds together normalise %s like a URL parser", (text) => {
    expect(normaliseUrl(text, all)).toBe(new URL(text).href);
  });

  test("a text that is not a URL or already normal stays unchanged", () => {
    expect(normaliseUrl("Press.Example:443", all)).toBe("Press.Example:443");
    expect(normaliseUrl("https://Hooks.Example", [])).toBe("https://Hooks.Example");
  });
});
