import { beforeEach, describe, expect, it } from "vitest";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { server, startEngine, startServerForEachTest } from "./server.ts";

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

let engine: ReturnType<typeof startEngine>;

startServerForEachTest();
beforeEach(() => {
  engine = startEngine();
});

describe("create", () => {
  it.each([webhook, slack])(
    "sends $type as declared and stores the secret of the answer",
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
});

describe("read", () => {
  it.each([webhook, slack])(
    "returns the $type as declared, with its secret, and plans nothing",
    async (declared) => {
      const known = await engine.create(declared);
      const read = await engine.refresh(known);
      expect(read).toEqual(known);
      expect(rockitSubscriptionLifecycle.inputsOf(known.outputs)).toEqual(declared);
    },
  );

  it.each(["array", "object"] as const)("finds a subscription on the last page (%s)", async (listShape) => {
    Object.assign(server.behaviour, { listShape, maxPageSize: 7 });
    for (let n = 0; n < 35; n++) server.add({ ...webhook, name: `a${n}` } as never);
    const known = await engine.create(webhook);
    expect(await engine.refresh(known)).toEqual(known);
  });

  it("reads one list for many subscriptions, again after a write, and two for a missing one", async () => {
    const known = await engine.create(webhook);
    server.clearRequests();
    await Promise.all(Array.from({ length: 50 }, () => engine.refresh(known)));
    expect(server.requestsTo("GET")).toHaveLength(1);
    await engine.delete(known);
    expect(await engine.refresh(known)).toBeUndefined();
    expect(server.requestsTo("GET").map(({ query }) => query["offset"])).toEqual(["0", "0", "0"]);
  });

  it("is undefined for a missing subscription", async () => {
    const known = await engine.create(webhook);
    server.remove("nightly");
    expect(await startEngine().refresh(known)).toBeUndefined();
  });

  it("compares only the fields that a terse server lists", async () => {
    const known = await engine.create(webhook);
    Object.assign(server.behaviour, { listFields: "name-only" });
    expect(await startEngine().refresh(known)).toEqual(known);
  });

  it.each([
    ["no list", () => ({ message: "nothing here" })],
    ["two lists", () => ({ a: [], b: [] })],
    ["entries without a name", () => [{ sender: "mkraw" }]],
  ])("rejects an answer with %s instead of treating it as empty", async (_, listShape) => {
    const known = await engine.create(webhook);
    Object.assign(server.behaviour, { listShape });
    await expect(startEngine().refresh(known)).rejects.toMatchObject({ code: "unexpected-answer" });
  });

  it("returns all known fields of a subscription that Pulumi did not create", async () => {
    server.add(webhook as never);
    expect(await engine.get("nightly")).toEqual(webhook);
  });
});

describe("delete", () => {
  it("removes the subscription", async () => {
    await engine.delete(await engine.create(webhook));
    expect(server.subscriptions.size).toBe(0);
  });

  it("succeeds for a subscription that is already gone", async () => {
    const known = await engine.create(webhook);
    server.remove("nightly");
    await engine.delete(known);
    expect(server.requestsTo("DELETE").map(({ status }) => status)).toEqual([404]);
  });
});
