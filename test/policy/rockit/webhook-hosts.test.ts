import { expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

const name = "rockit-webhook-hosts";
const webhook = (url: unknown) =>
  ({ type: "rockitSubscription", props: { sender: "mkraw", type: "webhook", url } }) as const;
const config = { hosts: ["hooks.example.com", "*.acme.example", "10.*", "2001:db8::1"] };
const violation =
  "The host of url is not allowed: use one of hooks.example.com, *.acme.example, 10.*, 2001:db8::1, or have it added to hosts of this policy.";

it.each([
  "https://hooks.example.com/a?b",
  "https://HOOKS.example.com:8443",
  "https://hooks.example.com./",
  "https://a.b.acme.example",
  "http://10.1.2.3/",
  "https://[2001:db8::1]/",
])("lets %s pass", async (url) => {
  expect((await judged(name, webhook(url), { config })).violations).toEqual([]);
});

it.each([
  "https://example.com",
  "https://acme.example",
  "https://hooks.example.com.evil.example",
  "https://evil.example/?hooks.example.com",
  "https://hooks.example.com@evil.example",
  "https://evilacme.example",
  "https://[2001:db8::2]/",
])("reports %s", async (url) => {
  expect((await judged(name, webhook(url), { config })).violations).toEqual([violation]);
});

it("repeats nothing of a url that is secret", async () => {
  const { violations } = await judged(name, webhook(secret("https://canary.example")), { config });
  expect(violations).toEqual([violation]);
});

it("lets Slack pass, which has no url", async () => {
  const slack = { type: "rockitSubscription", props: { type: "slack", channelId: "C1" } } as const;
  expect((await judged(name, slack, { config })).violations).toEqual([]);
});

it("does not apply without hosts, and says so", async () => {
  const { violations, notApplicable } = await judged(name, webhook("https://anywhere.example"));
  expect(violations).toEqual([]);
  expect(notApplicable).toBe("no hosts are configured: every host is allowed");
});

it("waits for a url that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, webhook(unknown), { config });
  expect(violations).toEqual([]);
  expect(waits).toHaveLength(1);
});
