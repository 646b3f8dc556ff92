import { expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

const name = "rockit-webhook-public";
const webhook = (url: unknown) =>
  ({ type: "rockitSubscription", props: { sender: "mkraw", type: "webhook", url } }) as const;
const violation =
  "The host of url is local, private or reserved, where ROCKIT's cloud does not reach your receiver: use a public one, or have it added to allow of this policy.";

it.each([
  "https://hooks.example.com/a",
  "https://HOOKS.example:8443",
  "https://local.example.com",
  "https://mylocal.example",
  "https://home.arpa.example.com",
  "https://8.8.8.8/",
  "https://172.15.255.255/",
  "https://172.32.0.1/",
  "https://[2606:4700::1111]/",
  "https://[::ffff:8.8.8.8]/",
])("lets %s pass", async (url) => {
  expect(await judged(name, webhook(url))).toEqual({ violations: [], unknown: [], notApplicable: undefined });
});

it("lets Slack pass, which has no url", async () => {
  const slack = { type: "rockitSubscription", props: { type: "slack", channelId: "C1" } } as const;
  expect((await judged(name, slack)).violations).toEqual([]);
});

it.each([
  ["loopback", "https://127.0.0.1:8080/"],
  ["loopback", "https://127.255.255.254/"],
  ["loopback", "https://[::1]/"],
  ["link-local, the metadata service", "http://169.254.169.254/latest"],
  ["link-local", "https://[fe80::1]/"],
  ["private", "https://10.0.0.1/"],
  ["private", "https://172.16.0.1/"],
  ["private", "https://172.31.255.255/"],
  ["private", "https://192.168.1.1/"],
  ["unique-local, a metadata service too", "https://[fd00:ec2::254]/"],
  ["site-local", "https://[fec0::1]/"],
  ["carrier-grade NAT", "https://100.64.0.1/"],
  ["unspecified", "https://0.0.0.0/"],
  ["unspecified", "https://[::]/"],
  ["multicast", "https://224.0.0.1/"],
  ["multicast", "https://[ff02::1]/"],
  ["broadcast", "https://255.255.255.255/"],
  ["reserved", "https://240.0.0.1/"],
  ["documentation", "https://192.0.2.1/"],
  ["documentation", "https://[2001:db8::1]/"],
  ["benchmark", "https://198.18.0.1/"],
  ["IPv4-mapped", "https://[::ffff:10.0.0.1]/"],
  ["IPv4-mapped", "https://[::ffff:a9fe:a9fe]/"],
  ["IPv4-compatible", "https://[::10.0.0.1]/"],
  ["translated", "https://[::ffff:0:10.0.0.1]/"],
  ["NAT64", "https://[64:ff9b::10.0.0.1]/"],
  ["NAT64 of a network", "https://[64:ff9b:1::10.0.0.1]/"],
  ["6to4", "https://[2002:a00:1::]/"],
  ["Teredo", "https://[2001::1]/"],
  ["no global unicast", "https://[4000::1]/"],
  ["decimal", "https://2130706433/"],
  ["hexadecimal", "https://0x7f000001/"],
  ["hexadecimal", "https://0xa9.0xfe.0xa9.0xfe/"],
  ["octal", "https://0177.0.0.1/"],
  ["shortened", "https://127.1/"],
  ["full width", "https://127。0。0。1/"],
  ["behind a user", "https://hooks.example.com@127.0.0.1/"],
  ["behind backslashes", "https://\\127.0.0.1\\a"],
  ["with a dot at the end", "https://127.0.0.1./"],
  ["localhost", "https://localhost:3000/"],
  ["localhost", "https://LOCALHOST./"],
  ["localhost", "https://api.localhost/"],
  ["localhost", "https://localhost.localdomain/"],
  ["mDNS", "https://printer.local/"],
  ["internal", "http://metadata.google.internal/"],
  ["home network", "https://nas.home.arpa/"],
  ["home network", "https://home.arpa/"],
  ["closed network", "https://nas.lan/"],
  ["closed network", "https://erp.corp/"],
  ["closed network", "https://erp.intranet/"],
  ["closed network", "https://nas.home/"],
  ["closed network", "https://nas.private/"],
  ["test", "https://hooks.test/"],
  ["invalid", "https://hooks.invalid/"],
  ["alt", "https://hooks.alt/"],
  ["no domain", "https://hooks/"],
])("reports %s: %s", async (_what, url) => {
  expect((await judged(name, webhook(url))).violations).toEqual([violation]);
});

it.each([
  ["https://erp.corp/", "*.corp"],
  ["https://ERP.corp/", "erp.corp"],
  ["https://hooks/", "hooks"],
  ["https://10.1.2.3/", "10.0.0.0/8"],
  ["https://10.1.2.3/", "10.1.2.3"],
  ["https://10.1.2.3/", "10.1.*"],
  ["https://167838211/", "10.1.2.3/32"],
  ["https://[::ffff:10.1.2.3]/", "10.0.0.0/8"],
  ["https://[fd00:1::1]/", "fd00::/8"],
  ["https://[fd00:1::1]/", "fd00:1::1"],
])("lets %s pass by %s", async (url, entry) => {
  const config = { allow: ["other.corp", entry] };
  expect((await judged(name, webhook(url), { config })).violations).toEqual([]);
});

it.each([
  ["https://11.0.0.1.corp/", "10.0.0.0/8"],
  ["https://192.168.0.1/", "10.0.0.0/8"],
  ["https://[fd00:1::1]/", "10.0.0.0/8"],
  ["https://10.1.2.3/", "fd00::/8"],
  ["https://10.1.2.3/", "10.0.0.0/33"],
  ["https://erp.corp/", "corp"],
])("reports %s, which %s does not allow", async (url, entry) => {
  const config = { allow: [entry] };
  expect((await judged(name, webhook(url), { config })).violations).toEqual([violation]);
});

it("repeats nothing of a url that is secret", async () => {
  const { violations } = await judged(name, webhook(secret("https://canary.local/canary")));
  expect(violations).toEqual([violation]);
});

it("waits for a url that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, webhook(unknown));
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(/value at \.url can't be known during preview$/)]);
});
