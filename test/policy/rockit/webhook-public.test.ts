import { expect, it } from "vitest";
import { judged } from "../served.ts";

const name = "rockit-webhook-public";
const webhook = (url: unknown) =>
  ({ type: "rockitSubscription", props: { sender: "mkraw", type: "webhook", url } }) as const;
const violation =
  "The host of url is local, private or reserved, where ROCKIT's cloud does not reach your receiver: use a public one, or have it added to allow of this policy.";

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
