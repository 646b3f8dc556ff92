import { beforeEach, describe, expect, it } from "vitest";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { server, startServerForEachTest } from "./server.ts";

const plain = { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*" };
const full = { ...plain, path: "a/b", status: "INACTIVE" };

let engine: ReturnType<typeof start>;
const start = () => driverOf(durstSubscriptionLifecycle, durstRunOf(server));

startServerForEachTest();
beforeEach(() => {
  server.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
  engine = start();
});

describe("create", () => {
  it("is ACTIVE by default and reads back without a change", async () => {
    const known = await engine.create(plain);
    expect(known).toEqual({ id: "17/4", outputs: { ...plain, status: "ACTIVE" } });
    expect(await engine.refresh(known)).toMatchObject(known);
    expect(engine.plan(known, plain).changes).toEqual([]);
  });

  it("accepts a subscriber's id as its number", async () => {
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

  it("reports a missing subscriber", async () => {
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
  it("replaces for another subscriber, and creates before it deletes", async () => {
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

  it("fails with advice if the subscription is missing", async () => {
    const known = await engine.create(plain);
    server.removeSubscription(17, 4);
    await expect(engine.change(known, full)).rejects.toThrow(
      /no longer exists on the server: run `pulumi refresh`/,
    );
  });
});

describe("read", () => {
  it("reads one list for all subscriptions of a subscriber", async () => {
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

  it("rejects an answer of an unknown shape instead of treating it as empty", async () => {
    const known = await engine.create(plain);
    Object.assign(server.behaviour, { listShape: () => ({ subscriptions: "none" }) });
    await expect(start().refresh(known)).rejects.toMatchObject({ code: "unexpected-answer" });
  });

  it.each(["17", "17/x", "4/17/1"])("rejects the id %s", async (id) => {
    await expect(engine.get(id)).rejects.toThrow(/is not the id of a Durst subscription/);
  });
});

describe("delete", () => {
  it("sets the subscription INACTIVE and leaves the other fields unchanged", async () => {
    await engine.delete(await engine.create({ ...plain, path: "a" }));
    expect([...server.subscriptions(17).values()]).toEqual([
      { id: 4, topic: plain.topic, path: "a/", status: "INACTIVE" },
    ]);
  });

  it.each(["subscription", "subscriber"])("succeeds when the %s is gone", async (what) => {
    const known = await engine.create(plain);
    if (what === "subscriber") server.removeSubscriber(17);
    else server.removeSubscription(17, 4);
    await start().delete(known);
  });
});

describe.each(["omitted", "null"] as const)("a server whose absent fields are %s", (absentFields) => {
  it.each([plain, { ...full, publishInitialState: true }])(
    "reads back %j without a change",
    async (declared) => {
      Object.assign(server.behaviour, { absentFields });
      const known = await start().create(declared);
      expect(await start().refresh(known)).toEqual(known);
      expect(start().plan(known, declared).changes).toEqual([]);
      await server.idle();
    },
  );
});

describe("a subscription whose subscriber is gone", () => {
  beforeEach(() => void server.clearRequests());
  const createOrphan = async () => {
    const known = await start().create(plain);
    server.removeSubscriber(17);
    server.clearRequests();
    return known;
  };

  it("is gone too", async () => {
    expect(await start().refresh(await createOrphan())).toBeUndefined();
  });

  it("counts as deleted", async () => {
    await start().delete(await createOrphan());
    expect(server.writes().map(({ status }) => status)).toEqual([404]);
  });

  it("can't be changed, and the error says what to do", async () => {
    const changing = start().change(await createOrphan(), { ...plain, topic: "STATUS/*" });
    await expect(changing).rejects.toMatchObject({
      name: "PreconditionError",
      message: "it no longer exists on the server: run `pulumi refresh`, then `pulumi up` to create it again",
    });
  });

  it("is created again with the next subscriber, and the old subscription counts as deleted", async () => {
    const known = await createOrphan();
    const next = server.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
    const changed = await start().change(known, { ...plain, subscriberId: next });
    expect(changed.id).toBe("18/4");
    expect(server.subscriptions(18).get(4)).toMatchObject({ topic: plain.topic, status: "ACTIVE" });
  });
});
