import { expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

const name = "rockit-slack-channels";
const slack = (channelId: unknown) =>
  ({
    type: "rockitSubscription",
    props: { sender: "mkraw", type: "slack", slackToken: secret("xoxb-canary"), channelId },
  }) as const;
const config = { channels: ["C024BE91L", "#builds-*"] };
const violation =
  "The channel of channelId is not allowed: use one of C024BE91L, #builds-*, or have it added to channels of this policy.";

it.each(["C024BE91L", "#builds-", "#builds-eu"])("lets %s pass", async (channel) => {
  expect(await judged(name, slack(channel), { config })).toEqual({
    violations: [],
    unknown: [],
    notApplicable: undefined,
  });
});

it.each(["C024BE91M", "C024BE91LX", "#builds", "builds-eu"])("reports %s", async (channel) => {
  expect((await judged(name, slack(channel), { config })).violations).toEqual([violation]);
});

it("lets a webhook pass, which has no channel", async () => {
  const webhook = {
    type: "rockitSubscription",
    props: { type: "webhook", url: "https://hooks.example.com" },
  } as const;
  expect((await judged(name, webhook, { config })).violations).toEqual([]);
});

it("repeats nothing of a channel that is secret", async () => {
  expect((await judged(name, slack(secret("canary")), { config })).violations).toEqual([violation]);
});

it("does not apply without channels, and says so", async () => {
  const { violations, notApplicable } = await judged(name, slack("anything"));
  expect(violations).toEqual([]);
  expect(notApplicable).toBe("no channels are configured: every channel is allowed");
});

it("waits for a channel that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, slack(unknown), { config });
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(/value at \.channelId can't be known during preview$/)]);
});
