import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { slack, webhook } from "./declarations.ts";
import { startEngine, startServerForEachTest } from "./server.ts";

const { url: _url, ...noUrl } = webhook;
const { slackToken: _token, channelId: _channel, ...noSlack } = slack;

startServerForEachTest();

describe("the note about the signing secret", () => {
  const noteOn = (fields: string) =>
    `changing ${fields} replaces the subscription and issues a new signing secret, which the receiver needs`;

  it.each([
    ["one field", { ...webhook, url: "https://canary.example/" }, "url"],
    ["several", { ...webhook, sender: "deploy", events: ["begin"] }, "sender, events"],
    ["the name", { ...webhook, name: "canary" }, "name"],
    ["a known field beside an unknown one", { ...webhook, sender: "deploy", url: UNKNOWN }, "sender"],
    ["the trigger", { ...webhook, rotationTrigger: { canary: 1 } }, "rotationTrigger"],
  ])("is one line that names the changed fields and no value: %s", async (_what, wanted, fields) => {
    const { note } = startEngine().plan(await startEngine().create(webhook), wanted);
    expect(note).toBe(noteOn(fields));
    expect(note).not.toMatch(/[\r\n]|canary|hooks\.example/);
  });

  it("says that a value unknown in the preview may replace the subscription", async () => {
    const known = await startEngine().create(webhook);
    const { note } = startEngine().plan(known, { ...webhook, url: UNKNOWN, events: [UNKNOWN] });
    expect(note).toBe(
      "events, url will only be known during the update: a different value replaces the subscription and issues a new signing secret; the same value changes nothing",
    );
  });

  it("is absent when nothing changes", async () => {
    expect(startEngine().plan(await startEngine().create(webhook), webhook)).not.toHaveProperty("note");
  });

  it("is absent for Slack, which verifies no signatures", async () => {
    const known = await startEngine().create(slack);
    const plan = startEngine().plan(known, { ...slack, slackToken: "other-canary", channelId: "C2" });
    expect(plan.replaces).toHaveLength(2);
    expect(plan).not.toHaveProperty("note");
    expectNoSecretsIn(JSON.stringify(plan), "token-canary", "other-canary");
    const webhookInstead = { ...noSlack, type: "webhook", url: "https://hooks.example/a" };
    expect(startEngine().plan(known, webhookInstead)).not.toHaveProperty("note");
  });

  it("is absent when a webhook becomes a Slack channel", async () => {
    const known = await startEngine().create(webhook);
    const wanted = { ...noUrl, type: "slack", slackToken: "t", channelId: "C1" };
    expect(startEngine().plan(known, wanted)).not.toHaveProperty("note");
  });
});
