import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { durstRunOf, engineOf } from "../../helpers/lifecycles.ts";
import { type DurstSimulator, startDurst } from "../../simulators/index.ts";

const plain = { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*" };
const full = { ...plain, path: "a/b", status: "INACTIVE" };

let server: DurstSimulator;
let engine: ReturnType<typeof start>;
const start = () => engineOf(durstSubscriptionLifecycle, durstRunOf(server));

beforeEach(async () => {
  server = await startDurst();
  server.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
  engine = start();
});
afterEach(() => server.close());

describe("create", () => {
  it("is ACTIVE by default and reads back without a change", async () => {
    const known = await engine.create(plain);
    expect(known).toEqual({ id: "17/4", outputs: { ...plain, status: "ACTIVE" } });
    expect(await engine.refresh(known)).toMatchObject(known);
    expect(engine.plan(known, plain).changes).toEqual([]);
  });

  it("takes a subscriber's id for its number", async () => {
    const known = await engine.create({ ...plain, subscriberId: "17" });
    expect(engine.plan(known, plain).changes).toEqual([]);
    expect(known.outputs.subscriberId).toBe(17);
  });

  it.each(["create", "plain", "both"] as const)(
    "finds the route of a server that knows %s, once",
    async (createPath) => {
      Object.assign(server.behaviour, { createPath });
      await engine.create(plain);
      server.clearRequests();
      await engine.create(full);
      expect(server.requestsTo("POST").map(({ status }) => status)).toEqual([201]);
      expect(server.subscriptions(17).size).toBe(2);
    },
  );

  it("says when the subscriber is missing", async () => {
    await expect(engine.create({ ...plain, subscriberId: 99 })).rejects.toThrow(/no subscriber 99/);
    expect(server.subscriptions(17).size).toBe(0);
  });

  it.each([true, false])("sends publishInitialState %s once, on creation", async (publishInitialState) => {
    const known = await engine.create({ ...plain, publishInitialState });
    await engine.change(known, { ...plain, publishInitialState, topic: "STATUS/*" });
    expect(server.requestsTo("POST")[0]?.body).toHaveProperty("publishInitialState", publishInitialState);
    expect(server.requestsTo("PUT")[0]?.body).not.toHaveProperty("publishInitialState");
    await server.idle();
  });

  it("does not mention publishInitialState to a server that may not know it", async () => {
    Object.assign(server.behaviour, { publishInitialState: false });
    await engine.create(plain);
    expect(server.requestsTo("POST")[0]?.body).toEqual({ topic: plain.topic, status: "ACTIVE" });
  });
});

describe("diff and update", () => {
  it.each([
    ["path a/b/", { ...full, path: "a/b/" }],
    ["the subscriber's id", { ...full, subscriberId: "17" }],
  ])("plans nothing for %s", async (_, wanted) => {
    expect(engine.plan(await engine.create(full), wanted).changes).toEqual([]);
  });

  it.each([
    ["topic", { ...full, topic: "STATUS/MOTIF/7" }],
    ["path", { ...full, path: "c" }],
    ["path", { ...plain, status: "INACTIVE" }],
    ["status", { ...full, status: "ACTIVE" }],
  ])("changes %s in place", async (field, wanted) => {
    const known = await engine.create(full);
    expect(engine.plan(known, wanted)).toEqual({
      changes: [field],
      replaces: [],
      deleteBeforeReplace: false,
    });
    const changed = await engine.change(known, wanted);
    expect(await start().refresh(changed)).toMatchObject(changed);
    expect(engine.plan(changed, wanted).changes).toEqual([]);
    expect(server.subscriptions(17).size).toBe(1);
  });

  it("replaces for another subscriber, without a gap", async () => {
    server.addSubscriber({ hostUri: "https://other.example/", externalAuthType: "NONE" });
    const changed = await engine.change(await engine.create(plain), { ...plain, subscriberId: 18 });
    expect(changed.id).toBe("18/4");
    expect(server.subscriptions(17).get(4)?.status).toBe("INACTIVE");
    expect(
      server
        .writes()
        .slice(-2)
        .map(({ method }) => method),
    ).toEqual(["POST", "PUT"]);
  });

  it("says what to do when it is gone", async () => {
    const known = await engine.create(plain);
    server.removeSubscription(17, 4);
    await expect(engine.change(known, full)).rejects.toThrow(/no more: run `pulumi refresh`/);
  });
});

describe("read", () => {
  it.each([
    ["topic", { topic: "STATUS/MOTIF/*" }],
    ["path", { path: "elsewhere/" }],
    ["status", { status: "ACTIVE" }],
  ])("shows %s edited at the server, and repairs it", async (field, edit) => {
    const known = await engine.create(full);
    server.editSubscription(17, 4, edit as never);
    const read = await start().refresh(known);
    expect(engine.plan(read ?? known, full).changes).toEqual([field]);
    await engine.change(read ?? known, full);
    expect(server.subscriptions(17).get(4)).toMatchObject({
      topic: full.topic,
      path: "a/b/",
      status: "INACTIVE",
    });
  });

  it("asks for the list once for all subscriptions of a subscriber", async () => {
    const all = [await engine.create(plain), await engine.create(full)];
    server.clearRequests();
    await Promise.all([...all, ...all].map((known) => engine.refresh(known)));
    expect(server.requests.map(({ route }) => route)).toEqual([
      "GET /api/v1/subscribers/:subscriberId/subscriptions",
    ]);
  });

  it.each(["subscription", "subscriber"])("is undefined when the %s is gone", async (what) => {
    const known = await engine.create(plain);
    if (what === "subscriber") server.removeSubscriber(17);
    else server.removeSubscription(17, 4);
    expect(await start().refresh(known)).toBeUndefined();
  });

  it("fails for an answer of an unknown shape instead of taking it for an empty list", async () => {
    const known = await engine.create(plain);
    Object.assign(server.behaviour, { listShape: () => ({ subscriptions: "none" }) });
    await expect(start().refresh(known)).rejects.toMatchObject({ code: "unexpected-answer" });
  });

  it.each(["17", "17/x", "4/17/1"])("refuses the id %s", async (id) => {
    await expect(engine.get(id)).rejects.toThrow(/is not the id of a Durst subscription/);
  });
});

describe("delete", () => {
  it("sets it INACTIVE and leaves the rest as it is", async () => {
    await engine.delete(await engine.create({ ...plain, path: "a" }));
    expect([...server.subscriptions(17).values()]).toEqual([
      { id: 4, topic: plain.topic, path: "a/", status: "INACTIVE" },
    ]);
  });

  it.each(["subscription", "subscriber"])("takes it as done when the %s is gone", async (what) => {
    const known = await engine.create(plain);
    if (what === "subscriber") server.removeSubscriber(17);
    else server.removeSubscription(17, 4);
    await start().delete(known);
  });
});

describe("check", () => {
  it.each([
    ["subscriberId is required", { topic: "STATUS/*" }],
    ["subscriberId must be the number", { ...plain, subscriberId: "press-room" }],
    ["subscriberId must be the number", { ...plain, subscriberId: 1.5 }],
    ["subscriberId must be the number", { ...plain, subscriberId: 2 ** 31 }],
    ["topic is required", { subscriberId: 17 }],
    ["topic must be STATUS", { ...plain, topic: "STATUS/JOB/*" }],
    ["topic must be STATUS", { ...plain, topic: "STATUS/MOTIF" }],
    ["topic must be STATUS", { ...plain, topic: "STATUS/MOTIF/1/2" }],
    ["path must be", { ...plain, path: "" }],
    ["path must be", { ...plain, path: "a/../b" }],
    ["path must be", { ...plain, path: "a?b" }],
    ["status must be one of ACTIVE or INACTIVE", { ...plain, status: "PAUSED" }],
    ["publishInitialState must be true or false", { ...plain, publishInitialState: "yes" }],
    ["status2 is not an argument; did you mean status\\?$", { ...plain, status2: "ACTIVE" }],
    [
      "pause is not an argument; there are subscriberId, topic, path, status, publishInitialState, existingId$",
      { ...plain, pause: true },
    ],
  ])("says: %s", (says, declared) => {
    expect(engine.failures(declared)).toEqual([expect.stringMatching(says)]);
  });
});
