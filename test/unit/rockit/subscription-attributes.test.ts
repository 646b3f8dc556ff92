import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { expectWithout } from "../../helpers/canary.ts";
import { engineOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";

const webhook = {
  name: "nightly",
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: "https://hooks.example/a",
};
const slack = {
  name: "releases",
  sender: "deploy",
  event: "success",
  type: "slack",
  slackToken: "token-canary",
  channelId: "C1",
};
const { url: _url, ...noUrl } = webhook;
const { slackToken: _token, channelId: _channel, ...noSlack } = slack;
const { events: _events, ...noEvents } = webhook;
const { event: _event, ...noEvent } = slack;

let server: RockitSimulator;
const start = () => engineOf(rockitSubscriptionLifecycle, rockitRunOf(server));

beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

describe("an attribute", () => {
  it.each([
    ["name", "changed", webhook, { ...webhook, name: "weekly" }, ["name"]],
    ["sender", "changed", webhook, { ...webhook, sender: "dltar" }, ["sender"]],
    ["event", "changed", slack, { ...slack, event: "error" }, ["events"]],
    ["event", "cleared for other events", slack, { ...noEvent, events: ["end", "error"] }, ["events"]],
    ["event", "set instead of events", webhook, { ...noEvents, event: "begin" }, ["events"]],
    ["events", "changed: one more", webhook, { ...webhook, events: ["end", "error", "begin"] }, ["events"]],
    ["events", "changed: one less", webhook, { ...webhook, events: ["end"] }, ["events"]],
    ["url", "changed", webhook, { ...webhook, url: "http://hooks.example/a" }, ["url"]],
    ["slackToken", "changed", slack, { ...slack, slackToken: "other-canary" }, ["slackToken"]],
    ["channelId", "changed", slack, { ...slack, channelId: "C2" }, ["channelId"]],
    [
      "type",
      "changed to slack: url cleared, slackToken and channelId set",
      webhook,
      { ...noUrl, type: "slack", slackToken: "token-canary", channelId: "C1" },
      ["channelId", "slackToken", "type", "url"],
    ],
    [
      "type",
      "changed to webhook: slackToken and channelId cleared, url set",
      slack,
      { ...noSlack, type: "webhook", url: "https://hooks.example/a" },
      ["channelId", "slackToken", "type", "url"],
    ],
  ] as const)("%s %s replaces, and the server has it as declared", async (_f, _how, was, wanted, fields) => {
    const known = await start().create({ ...was });
    const plan = start().plan(known, { ...wanted });
    expect(plan.changes.toSorted()).toEqual(fields);
    expect(plan.replaces).toEqual(plan.changes);
    const changed = await start().change(known, { ...wanted });
    expect(server.requestsTo("POST").at(-1)?.body).toEqual(wanted);
    expect([...server.subscriptions.keys()]).toEqual([wanted.name]);
    expect(changed.outputs.secret).toBe(server.secretOf(wanted.name));
    server.clearRequests();
    expect(await start().refresh(changed)).toEqual(changed);
    expect(start().plan(changed, { ...wanted })).toMatchObject({ changes: [], replaces: [] });
    expect(server.writes()).toEqual([]);
  });

  it.each([
    ...(["dltar", "mkraw", "deploy"] as const).map((sender) => ["sender", { ...webhook, sender }] as const),
    ...["submit", "begin", "progress", "end", "success", "exception", "error"].flatMap((event) => [
      ["event", { ...noEvents, event }] as const,
      ["events", { ...webhook, events: [event] }] as const,
    ]),
    ["url", { ...webhook, url: "http://10.0.0.1:8080/a?b=c" }] as const,
  ])("%s can be %j, which reads back without a change", async (_field, declared) => {
    const known = await start().create(declared);
    expect(await start().refresh(known)).toEqual(known);
    expect(start().plan(known, declared).changes).toEqual([]);
  });

  it.each(["name", "sender", "events", "type", "url"])(
    "%s that is unknown in a preview counts as changed, and fails no check",
    async (field) => {
      const known = await start().create(webhook);
      const plan = start().plan(known, { ...webhook, [field]: UNKNOWN });
      expect(plan).toMatchObject({ changes: [field], replaces: [field] });
    },
  );

  it("events of which one is unknown counts as changed", async () => {
    const known = await start().create(webhook);
    expect(start().plan(known, { ...webhook, events: ["end", UNKNOWN] }).replaces).toEqual(["events"]);
  });
});

describe("the note about the signing secret", () => {
  const says = (fields: string) =>
    `a change of ${fields} replaces it and gives it a new signing secret, which its receiver must learn`;

  it.each([
    ["one field", { ...webhook, url: "https://canary.example/" }, "url"],
    ["several", { ...webhook, sender: "deploy", events: ["begin"] }, "sender, events"],
    ["the name", { ...webhook, name: "canary" }, "name"],
    ["a value unknown yet", { ...webhook, url: UNKNOWN }, "url"],
    ["the trigger", { ...webhook, rotationTrigger: { canary: 1 } }, "rotationTrigger"],
  ])("is one line that names the changed fields and no value: %s", async (_what, wanted, fields) => {
    const { note } = start().plan(await start().create(webhook), wanted);
    expect(note).toBe(says(fields));
    expect(note).not.toMatch(/[\r\n]|canary|hooks\.example/);
  });

  it("is not there when nothing changes", async () => {
    expect(start().plan(await start().create(webhook), webhook)).not.toHaveProperty("note");
  });

  it("is not there for Slack, where nobody verifies anything", async () => {
    const known = await start().create(slack);
    const plan = start().plan(known, { ...slack, slackToken: "other-canary", channelId: "C2" });
    expect(plan.replaces).toHaveLength(2);
    expect(plan).not.toHaveProperty("note");
    expectWithout(JSON.stringify(plan), "token-canary", "other-canary");
    const webhookInstead = { ...noSlack, type: "webhook", url: "https://hooks.example/a" };
    expect(start().plan(known, webhookInstead)).not.toHaveProperty("note");
  });

  it("is not there when a webhook becomes a Slack channel", async () => {
    const known = await start().create(webhook);
    const wanted = { ...noUrl, type: "slack", slackToken: "t", channelId: "C1" };
    expect(start().plan(known, wanted)).not.toHaveProperty("note");
  });
});

describe("rotationTrigger", () => {
  const values = ["2026-11", "", 0, 7, true, false, null, [1, "a"], { key: { deep: [1] } }];

  it.each(values)("of %j is not sent, and plans nothing while it stays", async (rotationTrigger) => {
    const declared = { ...webhook, rotationTrigger };
    const known = await start().create(declared);
    expect(server.requestsTo("POST")[0]?.body).toEqual(webhook);
    expect(await start().refresh(known)).toEqual(known);
    expect(start().plan(known, structuredClone(declared)).changes).toEqual([]);
  });

  it.each([
    ["set", undefined, "a"],
    ["set to false", undefined, false],
    ["changed", "a", "b"],
    ["changed to another type", 1, "1"],
    ["changed deep inside", { key: [1, 2] }, { key: [1, 3] }],
    ["changed in a list's order", [1, 2], [2, 1]],
    ["cleared", "a", undefined],
  ])("%s replaces, which rotates the secret: %j to %j", async (_what, was, wanted) => {
    const known = await start().create({ ...webhook, rotationTrigger: was });
    const next = { ...webhook, rotationTrigger: wanted };
    expect(start().plan(known, next)).toMatchObject({
      changes: ["rotationTrigger"],
      replaces: ["rotationTrigger"],
      deleteBeforeReplace: true,
    });
    const rotated = await start().change(known, next);
    expect(rotated.outputs.secret).toBe(server.secretOf("nightly"));
    expect(rotated.outputs.secret).not.toBe(known.outputs.secret);
    expect(Date.parse(`${rotated.outputs.secretIssuedAt}`)).toBeGreaterThanOrEqual(
      Date.parse(`${known.outputs.secretIssuedAt}`),
    );
    expect(start().plan(rotated, next).changes).toEqual([]);
  });

  it("that is unknown in a preview counts as changed", async () => {
    const known = await start().create({ ...webhook, rotationTrigger: "a" });
    expect(start().plan(known, { ...webhook, rotationTrigger: { at: UNKNOWN } }).replaces).toEqual([
      "rotationTrigger",
    ]);
  });
});
