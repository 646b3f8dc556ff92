import { describe, expect, it } from "vitest";
import { ambiguousMessage, readAddress } from "../../../packages/policy/src/address/read-address.ts";
import { ambiguousTexts } from "./ambiguous.ts";

const nameHost = (text: string) => ({ kind: "name", text });
const addressOf = (host: object, scheme?: string, port?: number) => ({ scheme, host, port });

it.each([
  ["https://hooks.example.com/a?b#c", addressOf(nameHost("hooks.example.com"), "https")],
  ["HTTPS://HOOKS.Example.COM:8443", addressOf(nameHost("hooks.example.com"), "https", 8443)],
  ["http://hooks.example.com.:80/", addressOf(nameHost("hooks.example.com"), "http", 80)],
  ["https://hooks.example.com:/", addressOf(nameHost("hooks.example.com"), "https")],
  ["ftp://hooks.example.com", addressOf(nameHost("hooks.example.com"), "ftp")],
  ["hooks.example.com:443", addressOf(nameHost("hooks.example.com"), undefined, 443)],
  ["hooks.example.com:443/base/", addressOf(nameHost("hooks.example.com"), undefined, 443)],
  ["hooks.example.com", addressOf(nameHost("hooks.example.com"))],
  ["hooks", addressOf(nameHost("hooks"))],
  ["localhost:3000", addressOf(nameHost("localhost"), undefined, 3000)],
  ["https://a_b.-c-.x--y.example", addressOf(nameHost("a_b.-c-.x--y.example"), "https")],
  ["https://bücher.example/", addressOf(nameHost("xn--bcher-kva.example"), "https")],
  ["https://BU\u0308CHER.example/", addressOf(nameHost("xn--bcher-kva.example"), "https")],
  ["https://XN--BCHER-KVA.example./", addressOf(nameHost("xn--bcher-kva.example"), "https")],
  [
    "https://xn--bcher-kva.bücher.example/",
    addressOf(nameHost("xn--bcher-kva.xn--bcher-kva.example"), "https"),
  ],
  ["https://пример.рф/", addressOf(nameHost("xn--e1afmkfd.xn--p1ai"), "https")],
  ["https://xn--strae-oqa.example/", addressOf(nameHost("xn--strae-oqa.example"), "https")],
  ["https://10.1.2.3:8080/", addressOf({ kind: "IPv4", text: "10.1.2.3" }, "https", 8080)],
  ["10.1.2.3:80", addressOf({ kind: "IPv4", text: "10.1.2.3" }, undefined, 80)],
  ["https://[2001:DB8:0::0001]:1/", addressOf({ kind: "IPv6", text: "2001:db8::1" }, "https", 1)],
  ["https://[::ffff:127.0.0.1]", addressOf({ kind: "IPv6", text: "::ffff:7f00:1" }, "https")],
  ["[::1]:8080", addressOf({ kind: "IPv6", text: "::1" }, undefined, 8080)],
  ["https://me:p%c3%a4ss@hooks.example.com/", addressOf(nameHost("hooks.example.com"), "https")],
  ["https://hooks.example.com@10.0.0.1/", addressOf({ kind: "IPv4", text: "10.0.0.1" }, "https")],
  ["https://hooks.example.com/@evil.example", addressOf(nameHost("hooks.example.com"), "https")],
  ["https://hooks.example.com/?to=me@evil.example#@x", addressOf(nameHost("hooks.example.com"), "https")],
  ["https://hooks.example.com/ä/%2e/%00?／", addressOf(nameHost("hooks.example.com"), "https")],
])("reads %s", (text, address) => {
  expect(readAddress(text)).toEqual(address);
});

describe("calls ambiguous", () => {
  it.each(ambiguousTexts)("%s: %j", (_what, text) => {
    expect(readAddress(text)).toBe("ambiguous");
  });
});

it("names the field, and no value", () => {
  expect(ambiguousMessage("url")).toMatch(/^url is ambiguous: programs may read different hosts from it/);
});
