import { expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

const name = "durst-callback-hosts";
const subscriber = (hostUri: unknown) =>
  ({ type: "durstSubscriber", props: { hostUri, externalAuthType: "NONE" } }) as const;
const config = { hosts: ["hooks.example.com", "*.plant.example", "10.1.*"] };
const violation =
  "The host of hostUri is not allowed: use one of hooks.example.com, *.plant.example, 10.1.*, or have it added to hosts of this policy.";

it.each([
  "https://hooks.example.com:443/base/",
  "https://HOOKS.example.com",
  "hooks.example.com:8080",
  "Press.Plant.example:8080",
  "http://10.1.2.3/",
  "10.1.2.3:80",
])("lets %s pass", async (hostUri) => {
  expect((await judged(name, subscriber(hostUri), { config })).violations).toEqual([]);
});

it.each([
  "https://example.com",
  "https://plant.example/",
  "plant.example:80",
  "10.2.2.3:80",
  "https://hooks.example.com.evil.example/",
  "https://evil.example/hooks.example.com/",
])("reports %s", async (hostUri) => {
  expect((await judged(name, subscriber(hostUri), { config })).violations).toEqual([violation]);
});

it("repeats nothing of a host that is secret", async () => {
  const { violations } = await judged(name, subscriber(secret("https://canary.example")), { config });
  expect(violations).toEqual([violation]);
});

it("does not apply without hosts, and says so", async () => {
  const { violations, notApplicable } = await judged(name, subscriber("https://anywhere.example"));
  expect(violations).toEqual([]);
  expect(notApplicable).toBe("no hosts are configured: every host is allowed");
});

it("waits for a host that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, subscriber(unknown), { config });
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(/value at \.hostUri can't be known during preview$/)]);
});
