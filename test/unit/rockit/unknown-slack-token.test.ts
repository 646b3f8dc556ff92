import { describe, expect, it } from "vitest";
import type { Properties } from "../../../provider/resource/properties.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";

const imported = { name: "chat", sender: "deploy", events: ["success"], type: "slack", channelId: "C1" };
const token = { slackToken: "token-canary" };

const plan = (outputs: Properties, inputs: Properties) =>
  rockitSubscriptionLifecycle.diff("chat", outputs as never, inputs as never);

describe("a Slack subscription whose token the state does not know", () => {
  it.each([
    ["a token", token],
    ["a token that is still unknown", { slackToken: UNKNOWN }],
  ])("plans nothing if %s is declared: the state has no token to compare", (_what, declared) => {
    expect(plan(imported, { ...imported, ...declared })).toEqual({
      changes: [],
      replaces: [],
      deleteBeforeReplace: true,
    });
  });

  it("still plans every other change, and names no token in it", () => {
    expect(plan(imported, { ...imported, ...token, channelId: "C2" })).toMatchObject({
      changes: ["channelId"],
      replaces: ["channelId"],
    });
    expect(plan(imported, { ...imported, ...token, rotationTrigger: 1 }).changes).toEqual([
      "rotationTrigger",
    ]);
  });
});

it("a token in the state is compared: another token, or no token, replaces", () => {
  const known = { ...imported, ...token };
  expect(plan(known, known).changes).toEqual([]);
  expect(plan(known, { ...known, slackToken: "another" }).changes).toEqual(["slackToken"]);
  expect(plan(known, imported).changes).toEqual(["slackToken"]);
});
