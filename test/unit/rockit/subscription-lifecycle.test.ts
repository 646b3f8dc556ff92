import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { engineOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";

const webhook = {
  name: "nightly",
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: "https://hooks.example.com/a",
};
const slack = {
  name: "releases",
  sender: "deploy",
  event: "success",
  type: "slack",
  slackToken: "xoxb-1",
  channelId: "C1",
};

let server: RockitSimulator;
let engine: ReturnType<typeof start>;
const start = () => engineOf(rockitSubscriptionLifecycle, rockitRunOf(server));

beforeEach(async () => {
  server = await startRockit();
  engine = start();
});
afterEach(() => server.close());

describe("create", () => {
  it.each([webhook, slack])(
    "sends $type as declared and keeps the secret of the answer",
    async (declared) => {
      const before = Date.now();
      const { id, outputs } = await engine.create(declared);
      expect(id).toBe(declared.name);
      const { secretIssuedAt, ...rest } = outputs;
      expect(rest).toEqual({ ...declared, secret: server.secretOf(declared.name) });
      expect(new Date(`${secretIssuedAt}`).toISOString()).toBe(secretIssuedAt);
      expect(Date.parse(`${secretIssuedAt}`)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(`${secretIssuedAt}`)).toBeLessThanOrEqual(Date.now());
      expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([declared]);
    },
  );

  it.each(["a/b", "50 %", "größe", "a?b#c", "..x", "emoji 🎉"])("manages the name %j", async (name) => {
    const known = await engine.create({ ...webhook, name });
    expect(await engine.refresh(known)).toEqual(known);
    await engine.delete(known);
    expect(server.subscriptions.size).toBe(0);
  });
});

describe("diff", () => {
  it.each([
    ["the same", webhook, webhook],
    ["events in another order and repeated", webhook, { ...webhook, events: ["error", "end", "error"] }],
    ["a single event named either way", { ...slack }, { ...slack, event: undefined, events: ["success"] }],
  ])("plans nothing for %s", async (_, was, wanted) => {
    expect(engine.plan(await engine.create(was), wanted).changes).toEqual([]);
  });

  it("replaces a webhook by a Slack channel", async () => {
    const known = await engine.create(webhook);
    const { url: _, ...rest } = webhook;
    const changed = await engine.change(known, { ...rest, type: "slack", slackToken: "t", channelId: "C1" });
    expect(server.subscriptions.get("nightly")).toMatchObject({ type: "slack", channelId: "C1" });
    expect(changed.outputs.secret).toBe(server.secretOf("nightly"));
    expect(changed.outputs.secret).not.toBe(known.outputs.secret);
  });
});

describe("read", () => {
  it.each([webhook, slack])(
    "gives back the $type as declared, with its secret, and plans nothing",
    async (declared) => {
      const known = await engine.create(declared);
      const read = await engine.refresh(known);
      expect(read).toEqual(known);
      expect(rockitSubscriptionLifecycle.inputsOf(known.outputs)).toEqual(declared);
    },
  );

  it.each(["array", "object"] as const)("finds it on the last of many pages (%s)", async (listShape) => {
    Object.assign(server.behaviour, { listShape, maxPageSize: 7 });
    for (let n = 0; n < 35; n++) server.add({ ...webhook, name: `a${n}` } as never);
    const known = await engine.create(webhook);
    expect(await engine.refresh(known)).toEqual(known);
  });

  it("reads the list once for many, again after a write, and twice for one that is gone", async () => {
    const known = await engine.create(webhook);
    server.clearRequests();
    await Promise.all(Array.from({ length: 50 }, () => engine.refresh(known)));
    expect(server.requestsTo("GET")).toHaveLength(1);
    await engine.delete(known);
    expect(await engine.refresh(known)).toBeUndefined();
    expect(server.requestsTo("GET").map(({ query }) => query["offset"])).toEqual(["0", "0", "0"]);
  });

  it("is undefined for one that is gone", async () => {
    const known = await engine.create(webhook);
    server.remove("nightly");
    expect(await start().refresh(known)).toBeUndefined();
  });

  it.each([
    ["sender", { sender: "deploy" }, { sender: "deploy" }],
    ["url", { url: "https://elsewhere.example" }, { url: "https://elsewhere.example" }],
    ["events", { events: ["begin"], sentAs: "events" }, { events: ["begin"] }],
  ] as const)("shows a change of %s at the server, and keeps the secret", async (_, edit, seen) => {
    const known = await engine.create(webhook);
    server.edit("nightly", edit as never);
    const read = await start().refresh(known);
    expect(read?.outputs).toEqual({ ...known.outputs, ...seen });
    expect(engine.plan(read ?? known, webhook).replaces).toHaveLength(1);
  });

  it("compares only what a terse server lists", async () => {
    const known = await engine.create(webhook);
    Object.assign(server.behaviour, { listFields: "name-only" });
    expect(await start().refresh(known)).toEqual(known);
  });

  it.each([
    ["no list", () => ({ message: "nothing here" })],
    ["two lists", () => ({ a: [], b: [] })],
    ["entries without a name", () => [{ sender: "mkraw" }]],
  ])("fails for an answer with %s instead of taking it for an empty list", async (_, listShape) => {
    const known = await engine.create(webhook);
    Object.assign(server.behaviour, { listShape });
    await expect(start().refresh(known)).rejects.toMatchObject({ code: "unexpected-answer" });
  });

  it("takes over all that is known of one that Pulumi did not make", async () => {
    server.add(webhook as never);
    expect(await engine.get("nightly")).toEqual(webhook);
  });
});

describe("delete", () => {
  it("removes it", async () => {
    await engine.delete(await engine.create(webhook));
    expect(server.subscriptions.size).toBe(0);
  });

  it("takes one that is already gone as done", async () => {
    const known = await engine.create(webhook);
    server.remove("nightly");
    await engine.delete(known);
    expect(server.requestsTo("DELETE").map(({ status }) => status)).toEqual([404]);
  });
});

describe("check", () => {
  const { url: _url, ...noUrl } = webhook;
  const { slackToken: _token, ...noToken } = slack;
  const { channelId: _channel, ...noChannel } = slack;
  const { events: _events, ...noEvents } = webhook;
  it.each([
    ["name is required", { ...webhook, name: undefined }],
    ["name must be a text that is not empty", { ...webhook, name: "" }],
    ["name must be a name that fits", { ...webhook, name: ".." }],
    ["sender must be one of dltar, mkraw or deploy", { ...webhook, sender: "x" }],
    ["sender .*did you mean mkraw", { ...webhook, sender: "mkrwa" }],
    ["type must be one of webhook or slack", { ...webhook, type: "mail" }],
    ["events\\[1\\] must be one of .*did you mean error", { ...webhook, events: ["end", "eror"] }],
    ["events must name at least one", { ...webhook, events: [] }],
    ["events must be a list", { ...webhook, events: "end" }],
    ["events is required, unless event", noEvents],
    ["events can't be given together with event", { ...webhook, event: "end" }],
    ["event must be one of", { ...noEvents, event: "finish" }],
    ["url is required for type webhook", noUrl],
    ["url must be an absolute URL", { ...webhook, url: "hooks.example.com" }],
    ["url must be an absolute URL", { ...webhook, url: "ftp://hooks.example.com" }],
    ["url is not allowed for type slack", { ...slack, url: "https://hooks.example.com" }],
    ["slackToken is required for type slack", noToken],
    ["channelId is required for type slack", noChannel],
    ["slackToken is not allowed for type webhook", { ...webhook, slackToken: "t" }],
    ["channelId is not allowed for type webhook", { ...webhook, channelId: "c" }],
    ["slackToken must be a text that is not empty", { ...slack, slackToken: "" }],
    ["chanelId is not an argument; did you mean channelId\\?$", { ...webhook, chanelId: "C1" }],
    [
      "retries is not an argument; there are name, sender, event, events, type, url, slackToken, channelId, onConflict, rotationTrigger$",
      { ...webhook, retries: 3 },
    ],
  ])("says: %s", (says, declared) => {
    expect(engine.failures(declared)).toEqual([expect.stringMatching(says)]);
  });

  it("sends nothing, and lets pass what the server takes", async () => {
    expect(engine.failures(webhook)).toEqual([]);
    expect(engine.failures({ ...webhook, url: "http://plain.example" })).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});
