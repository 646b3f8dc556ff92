import { describe, expect, it } from "vitest";
import { HostList } from "../../../packages/policy/src/address/host-list.ts";
import { readHost } from "../../../packages/policy/src/address/read-host.ts";

function isListed(entry: string, text: string): boolean {
  const host = readHost(text);
  if (host === undefined) throw new Error(`${text} is no host`);
  const list = new HostList(["other.example", entry]);
  expect(list.invalidEntries).toEqual([]);
  return list.has(host);
}

describe.each([
  [
    "hooks.example.com",
    ["hooks.example.com", "HOOKS.example.com."],
    ["a.hooks.example.com", "hooks.example.co", "hooksxexample.com"],
  ],
  ["Hooks.Example.com.", ["hooks.example.com"], ["example.com"]],
  ["hooks", ["hooks", "HOOKS."], ["hooks.example.com"]],
  [
    "*.example.com",
    ["a.example.com", "a.b.example.com"],
    ["example.com", "aexample.com", "a.example.com.evil.example"],
  ],
  ["*.Example.com.", ["a.example.com"], ["example.com"]],
  ["*example.com", ["example.com", "myexample.com", "a.example.com"], ["example.org"]],
  ["hooks-*.example.com", ["hooks-eu.example.com", "hooks-.example.com"], ["hooks.example.com"]],
  ["*", ["hooks.example.com", "localhost"], ["10.1.2.3", "[2001:db8::1]"]],
  ["*.*", ["hooks.example.com"], ["localhost", "10.1.2.3"]],
  ["10.*.example", ["10.1.example"], ["10.1.2.3"]],
  ["a_b.example", ["a_b.example"], ["a.example"]],
  [
    "bücher.example",
    ["bücher.example", "BÜCHER.example", "bu\u0308cher.example", "xn--bcher-kva.example"],
    ["bucher.example"],
  ],
  ["xn--bcher-kva.example", ["bücher.example", "XN--BCHER-KVA.example"], ["bcher-kva.example"]],
  [
    "*.bücher.example",
    ["a.bücher.example", "a.xn--bcher-kva.example", "ä.bücher.example"],
    ["bücher.example"],
  ],
  ["*.XN--BCHER-KVA.example", ["a.bücher.example"], ["bücher.example", "a.bucher.example"]],
  ["BU\u0308*.example", ["bücher.example", "xn--bcher-kva.example"], ["bucher.example"]],
  ["x*.example", ["x.example", "xa.example"], ["bücher.example"]],
  [
    "10.1.2.3",
    ["10.1.2.3", "[::ffff:10.1.2.3]", "[::ffff:a01:203]"],
    ["10.1.2.30", "[::10.1.2.3]", "10.1.2.3.example"],
  ],
  ["2001:DB8:0::1", ["[2001:db8::1]", "[2001:0db8:0:0:0:0:0:1]"], ["[2001:db8::10]", "10.1.2.3"]],
  ["[2001:db8::1]", ["[2001:db8::1]"], ["[2001:db8::2]"]],
  ["::ffff:10.1.2.3", ["10.1.2.3", "[::ffff:a01:203]"], ["10.1.2.4"]],
  [
    "10.1.0.0/16",
    ["10.1.0.0", "10.1.255.255", "[::ffff:10.1.2.3]"],
    ["10.2.0.0", "10.1.evil.example", "10.1.2.3.example", "[64:ff9b::10.1.2.3]"],
  ],
  ["10.1.2.3/16", ["10.1.0.0"], ["10.2.0.0"]],
  ["10.1.2.3/32", ["10.1.2.3"], ["10.1.2.2"]],
  ["172.16.0.0/12", ["172.31.255.255"], ["172.32.0.0"]],
  ["0.0.0.0/0", ["8.8.8.8", "[::ffff:8.8.8.8]"], ["[2001:db8::1]", "hooks.example.com"]],
  ["fd00::/8", ["[fd12::1]"], ["[fc00::1]", "10.1.2.3"]],
  ["[fd00::]/8", ["[fd12::1]"], ["[fc00::1]"]],
  ["::/0", ["[2001:db8::1]", "[::1]"], ["10.1.2.3", "[::ffff:10.1.2.3]", "hooks.example.com"]],
  ["::ffff:10.1.0.0/112", ["10.1.2.3", "[::ffff:10.1.2.3]"], ["10.2.0.0", "[::1]"]],
])("%s", (entry, hosts, otherHosts) => {
  it.each(hosts)("contains %s", (text) => {
    expect(isListed(entry, text)).toBe(true);
  });
  it.each(otherHosts)("does not contain %s", (text) => {
    expect(isListed(entry, text)).toBe(false);
  });
});

const anyForm = "a name, a name pattern, an address or a CIDR range";
const aRange = "a CIDR range such as 10.1.0.0/16 or fd00::/8";

it.each([
  ["10.1.*", "the range 10.1.0.0/16"],
  ["10.*", "the range 10.0.0.0/8"],
  ["10.1.2.*", "the range 10.1.2.0/24"],
  ["10.1.*.*", "the range 10.1.0.0/16"],
  ["http://10.1.*:8080/", "the range 10.1.0.0/16"],
  ["300.1.*", anyForm],
  ["10.*.2.3", anyForm],
  ["*.1", anyForm],
  ["1*", anyForm],
  ["fd00:*", anyForm],
  ["10.0.0.0/33", aRange],
  ["10.0.0.0/", aRange],
  ["10.0.0.0/-1", aRange],
  ["10.0.0.0/255.0.0.0", aRange],
  ["10.0/16", aRange],
  ["10.1.*/16", "the range 10.1.0.0/16"],
  ["fd00::/129", aRange],
  ["::ffff:10.1.0.0/90", aRange],
  ["*.example.com/16", "*.example.com"],
  ["https://hooks.example.com", "hooks.example.com"],
  ["https://me:pass@*.example.com:8443/a?b#c", "*.example.com"],
  ["hooks.example.com:443", "hooks.example.com"],
  ["hooks.example.com/a", "hooks.example.com"],
  ["https://[2001:db8::1]:443/", "[2001:db8::1]"],
  ["[2001:db8::1]:443", "[2001:db8::1]"],
  [" hooks.example.com ", "hooks.example.com"],
  [".example.com", "*.example.com"],
  ["hooks.example.com, b.example.com", anyForm],
  ["", anyForm],
  [" ", anyForm],
  [".", anyForm],
  ["a b", anyForm],
  ["hooks..example.com", anyForm],
  ["*..example.com", anyForm],
  ["hooks.{a,b}.example", anyForm],
  ["hooks.[ab].example", anyForm],
  ["!hooks.example", anyForm],
  ["hook?.example", anyForm],
  ["^hooks\\.example$", anyForm],
  ["0x7f.0.0.1", anyForm],
  ["010.0.0.1", anyForm],
  ["127.1", anyForm],
  ["10.0.0.1-10.0.0.9", anyForm],
  ["fe80::1%eth0", anyForm],
  ["xn--*.example", anyForm],
  ["*xn--.example", anyForm],
  ["xn--0.example", anyForm],
  ["straße.example", anyForm],
  ["ｈooks.example", anyForm],
])("refuses %j and suggests %s", (entry, suggestion) => {
  const list = new HostList(["other.example", entry]);
  expect(list.invalidEntries).toEqual([{ entry, suggestion }]);
  for (const text of ["hooks.example.com", "10.1.2.3", "10.1.evil.example", "[fd00::1]"])
    expect(list.has(readHost(text) ?? expect.fail())).toBe(false);
});
