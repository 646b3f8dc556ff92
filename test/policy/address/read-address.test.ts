import { describe, expect, it } from "vitest";
import { ambiguousMessage, readAddress } from "../../../packages/policy/src/address/read-address.ts";
import { ambiguousTexts } from "./ambiguous.ts";

const name = (text: string) => ({ kind: "name", text });
const at = (host: object, scheme?: string, port?: number) => ({ scheme, host, port });

it.each([
  ["https://hooks.example.com/a?b#c", at(name("hooks.example.com"), "https")],
  ["HTTPS://HOOKS.Example.COM:8443", at(name("hooks.example.com"), "https", 8443)],
  ["http://hooks.example.com.:80/", at(name("hooks.example.com"), "http", 80)],
  ["https://hooks.example.com:/", at(name("hooks.example.com"), "https")],
  ["ftp://hooks.example.com", at(name("hooks.example.com"), "ftp")],
  ["hooks.example.com:443", at(name("hooks.example.com"), undefined, 443)],
  ["hooks.example.com:443/base/", at(name("hooks.example.com"), undefined, 443)],
  ["hooks.example.com", at(name("hooks.example.com"))],
  ["hooks", at(name("hooks"))],
  ["localhost:3000", at(name("localhost"), undefined, 3000)],
  ["https://a_b.-c-.x--y.example", at(name("a_b.-c-.x--y.example"), "https")],
  ["https://bücher.example/", at(name("xn--bcher-kva.example"), "https")],
  ["https://BU\u0308CHER.example/", at(name("xn--bcher-kva.example"), "https")],
  ["https://XN--BCHER-KVA.example./", at(name("xn--bcher-kva.example"), "https")],
  ["https://xn--bcher-kva.bücher.example/", at(name("xn--bcher-kva.xn--bcher-kva.example"), "https")],
  ["https://пример.рф/", at(name("xn--e1afmkfd.xn--p1ai"), "https")],
  ["https://xn--strae-oqa.example/", at(name("xn--strae-oqa.example"), "https")],
  ["https://10.1.2.3:8080/", at({ kind: "IPv4", text: "10.1.2.3" }, "https", 8080)],
  ["10.1.2.3:80", at({ kind: "IPv4", text: "10.1.2.3" }, undefined, 80)],
  ["https://[2001:DB8:0::0001]:1/", at({ kind: "IPv6", text: "2001:db8::1" }, "https", 1)],
  ["https://[::ffff:127.0.0.1]", at({ kind: "IPv6", text: "::ffff:7f00:1" }, "https")],
  ["[::1]:8080", at({ kind: "IPv6", text: "::1" }, undefined, 8080)],
  ["https://me:p%c3%a4ss@hooks.example.com/", at(name("hooks.example.com"), "https")],
  ["https://hooks.example.com@10.0.0.1/", at({ kind: "IPv4", text: "10.0.0.1" }, "https")],
  ["https://hooks.example.com/@evil.example", at(name("hooks.example.com"), "https")],
  ["https://hooks.example.com/?to=me@evil.example#@x", at(name("hooks.example.com"), "https")],
  ["https://hooks.example.com/ä/%2e/%00?／", at(name("hooks.example.com"), "https")],
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
