import { expect, it } from "vitest";
import { unknown, validateResource } from "../policy-server.ts";
import { webhookTo } from "./webhooks.ts";

const name = "rockit-webhook-public";
const privateHost =
  "The host of url is local, private or reserved, so ROCKIT's cloud can't reach it: use a public host, or add it to this policy's option allow.";
const invalidEntry = (entry: string, instead: string) =>
  `The option allow of this policy has an invalid entry "${entry}": write ${instead} instead.`;

it.each([
  ["https://erp.corp/", "*.corp"],
  ["https://ERP.corp./", "erp.corp"],
  ["https://hooks/", "hooks"],
  ["https://10-0-0-1.nip.io/", "*.nip.io"],
  ["https://10.1.2.3/", "10.0.0.0/8"],
  ["https://10.1.2.3:8080/", "10.1.2.3"],
  ["https://10.1.2.3/", "10.1.2.3/32"],
  ["https://[::ffff:10.1.2.3]/", "10.0.0.0/8"],
  ["https://[fd00:1::1]/", "fd00::/8"],
  ["https://[fd00:1::1]/", "fd00:1::1"],
])("accepts %s, which %s allows", async (url, entry) => {
  const config = { allow: ["other.corp", entry] };
  expect((await validateResource(name, webhookTo(url), { config })).violations).toEqual([]);
});

it.each([
  ["https://11.0.0.1.corp/", "10.0.0.0/8"],
  ["https://192.168.0.1/", "10.0.0.0/8"],
  ["https://192.168.0.1/", "*"],
  ["https://[fd00:1::1]/", "10.0.0.0/8"],
  ["https://10.1.2.3/", "fd00::/8"],
  ["https://erp.corp/", "corp"],
])("reports %s, which %s does not allow", async (url, entry) => {
  const config = { allow: [entry] };
  expect((await validateResource(name, webhookTo(url), { config })).violations).toEqual([privateHost]);
});

it("reports an ambiguous url, whatever is allowed", async () => {
  const config = { allow: ["*", "0.0.0.0/0", "::/0"] };
  for (const url of ["https://167838211/", "https://erp.corp\\@10.1.2.3/", "https://[fe80::1%25eth0]/"])
    expect((await validateResource(name, webhookTo(url), { config })).violations).toEqual([
      expect.stringMatching(/^url is ambiguous/),
    ]);
});

it("reports each invalid entry once, then judges by the others", async () => {
  const config = { allow: ["10.1.*", "erp.corp", "10.0.0.0/33"] };
  const entries = [
    invalidEntry("10.1.*", "the range 10.1.0.0/16"),
    invalidEntry("10.0.0.0/33", "a CIDR range such as 10.1.0.0/16 or fd00::/8"),
  ];
  const verdictOf = async (url: unknown) => validateResource(name, webhookTo(url), { config });
  expect((await verdictOf("https://erp.corp/")).violations).toEqual(entries);
  expect((await verdictOf("https://10.1.evil.corp/")).violations).toEqual([...entries, privateHost]);
  expect((await verdictOf("https://10.1.2.3/")).violations).toEqual([...entries, privateHost]);
  expect(await verdictOf(unknown)).toMatchObject({ violations: entries, unknown: [expect.any(String)] });
});
