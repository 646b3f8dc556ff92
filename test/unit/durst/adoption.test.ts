import { beforeEach, describe, expect, it } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { server, startServerForEachTest } from "./server.ts";

startServerForEachTest();

const writes = () => server.writes().map(({ method, path, status }) => `${method} ${path} ${status}`);

describe("existingId of a subscriber", () => {
  const start = () => driverOf(durstSubscriberLifecycle, durstRunOf(server));
  const theirs = { hostUri: "https://theirs.example/", externalAuthType: "NONE" } as const;
  const ours = {
    hostUri: "https://press.example:443/base/",
    externalAuthType: "XAUTH",
    xAuthInfo: { user: "durst", password: "pass-canary" },
  };

  it.each([17, "17"])(
    "%j changes the existing subscriber to the declared fields, with PUT instead of POST",
    async (existingId) => {
      server.addSubscriber(theirs);
      const known = await start().create({ ...ours, existingId });
      expect(known).toMatchObject({ id: "17", outputs: { ...ours, existingId: 17 } });
      expect(writes()).toEqual(["PUT /api/v1/subscribers/17 201"]);
      expect(server.writes()[0]?.body).toEqual(ours);
      expect([...server.subscribers.values()]).toEqual([{ id: 17, ...ours }]);
      expect(await start().refresh(known)).toEqual(known);
      expect(start().plan(known, { ...ours, existingId }).changes).toEqual([]);
    },
  );

  it("that the server does not have is rejected, and nothing is created", async () => {
    await expect(start().create({ ...ours, existingId: 99 })).rejects.toMatchObject({
      name: "PreconditionError",
      message: "the server has no subscriber 99: correct existingId, or omit it to create one",
    });
    expect(server.subscribers.size).toBe(0);
  });

  it("with another number replaces: the new subscriber is adopted, then the old one is released", async () => {
    const created = await start().create(ours);
    const other = server.addSubscriber(theirs);
    const wanted = { ...ours, existingId: other };
    expect(start().plan(created, wanted)).toEqual({
      changes: ["existingId"],
      replaces: ["existingId"],
      deleteBeforeReplace: false,
    });
    server.clearRequests();
    const changed = await start().change(created, wanted);
    expect(changed.id).toBe("18");
    expect(writes()).toEqual(["PUT /api/v1/subscribers/18 201", "PUT /api/v1/subscribers/17 201"]);
    expect(server.subscribers.get(18)).toEqual({ id: 18, ...ours });
    expect(server.subscribers.get(17)).toEqual({ id: 17, hostUri: ours.hostUri, externalAuthType: "NONE" });
  });

  it("is kept by an update in place, and not sent", async () => {
    server.addSubscriber(theirs);
    const taken = await start().create({ ...ours, existingId: 17 });
    const changed = await start().change(taken, { ...theirs, existingId: 17 });
    expect(changed.outputs).toEqual({ ...theirs, existingId: 17, credentialFingerprint: undefined });
    expect(server.writes().at(-1)?.body).toEqual(theirs);
  });

  it("is deleted like any other subscriber", async () => {
    server.addSubscriber(theirs);
    server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    await start().delete(await start().create({ ...ours, existingId: 17 }));
    expect(server.subscribers.get(17)?.externalAuthType).toBe("NONE");
    expect(server.subscriptions(17).get(4)?.status).toBe("INACTIVE");
  });
});

describe("existingId of a subscription", () => {
  const start = () => driverOf(durstSubscriptionLifecycle, durstRunOf(server));
  const theirs = { topic: "STATUS/*", status: "INACTIVE" } as const;
  const ours = { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" };
  const sent = { topic: ours.topic, path: "jobs", status: "ACTIVE" };
  beforeEach(
    () => void server.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" }),
  );

  it.each([4, "4"])("%j adopts the existing subscription, with PUT instead of POST", async (existingId) => {
    server.addSubscription(17, theirs);
    const known = await start().create({ ...ours, existingId });
    expect(known).toEqual({ id: "17/4", outputs: { ...ours, status: "ACTIVE", existingId: 4 } });
    expect(writes()).toEqual(["PUT /api/v1/subscribers/17/subscriptions/4 201"]);
    expect(server.writes()[0]?.body).toEqual(sent);
    expect([...server.subscriptions(17).values()]).toEqual([{ id: 4, ...sent, path: "jobs/" }]);
    expect(await start().refresh(known)).toEqual(known);
    expect(start().plan(known, { ...ours, existingId }).changes).toEqual([]);
  });

  it.each([
    [17, 99],
    [99, 4],
  ])(
    "that the server does not have is rejected, and nothing is created: %i/%i",
    async (subscriberId, existingId) => {
      server.addSubscription(17, theirs);
      await expect(start().create({ ...ours, subscriberId, existingId })).rejects.toMatchObject({
        name: "PreconditionError",
        message: `the server has no subscription ${subscriberId}/${existingId}: correct existingId, or omit it to create one`,
      });
      expect([...server.subscriptions(17).values()]).toEqual([{ id: 4, ...theirs }]);
    },
  );

  it("with another number replaces: the new subscription is adopted, then the old one unsubscribed", async () => {
    const created = await start().create(ours);
    const other = server.addSubscription(17, theirs);
    const wanted = { ...ours, existingId: other };
    expect(start().plan(created, wanted)).toEqual({
      changes: ["existingId"],
      replaces: ["existingId"],
      deleteBeforeReplace: false,
    });
    server.clearRequests();
    const changed = await start().change(created, wanted);
    expect(changed.id).toBe("17/5");
    expect(writes()).toEqual([
      "PUT /api/v1/subscribers/17/subscriptions/5 201",
      "PUT /api/v1/subscribers/17/subscriptions/4 201",
    ]);
    expect(server.subscriptions(17).get(5)).toMatchObject({ topic: ours.topic, status: "ACTIVE" });
    expect(server.subscriptions(17).get(4)).toMatchObject({ topic: ours.topic, status: "INACTIVE" });
  });

  it("is not sent by an update in place", async () => {
    server.addSubscription(17, theirs);
    const taken = await start().create({ ...ours, existingId: 4 });
    await start().change(taken, { ...ours, existingId: 4, status: "INACTIVE" });
    expect(server.writes().at(-1)?.body).toEqual({ ...sent, status: "INACTIVE" });
  });

  it("excludes publishInitialState, which the server only reads on creation", () => {
    for (const publishInitialState of [true, false]) {
      expect(start().failures({ ...ours, existingId: 4, publishInitialState })).toEqual([
        "publishInitialState can't be combined with existingId: the server only reads it when it creates a subscription",
      ]);
    }
  });
});

describe("an object that a resource adopted in this run", () => {
  const declared = { hostUri: "https://press.example/", externalAuthType: "XAUTH" } as const;
  const xAuthInfo = { user: "durst", password: "pass-canary" };
  const engines = () => {
    const run = durstRunOf(server);
    return {
      subscribers: driverOf(durstSubscriberLifecycle, run),
      subscriptions: driverOf(durstSubscriptionLifecycle, run),
    };
  };

  it("is not removed when the older resource of the same object is deleted", async () => {
    const before = engines();
    const subscriber = await before.subscribers.create({ ...declared, xAuthInfo });
    const subscription = await before.subscriptions.create({ subscriberId: 17, topic: "STATUS/*" });
    const { subscribers, subscriptions } = engines();
    await subscribers.create({ ...declared, xAuthInfo, existingId: 17 });
    await subscriptions.create({ subscriberId: 17, topic: "STATUS/*", existingId: 4 });
    await subscriptions.delete(subscription);
    await subscribers.delete(subscriber);
    expect(server.subscriptions(17).get(4)?.status).toBe("ACTIVE");
    expect(server.subscribers.get(17)).toMatchObject({ xAuthInfo });
    const stays = "not deleted, because another resource of this program owns it";
    expect([subscribers.logged, subscriptions.logged]).toEqual([[stays], [stays]]);
  });

  it("keeps its subscriber working, even if the subscriber's resource is deleted", async () => {
    const subscriber = await engines().subscribers.create({ ...declared, xAuthInfo });
    server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    const { subscribers, subscriptions } = engines();
    await subscriptions.create({ subscriberId: 17, topic: "STATUS/*", existingId: 4 });
    await subscribers.delete(subscriber);
    expect(server.subscriptions(17).get(4)?.status).toBe("ACTIVE");
    expect(server.subscribers.get(17)).toMatchObject({ xAuthInfo });
  });

  it("can be adopted again after the server refused the change", async () => {
    const known = await engines().subscribers.create({ ...declared, xAuthInfo });
    const { subscribers } = engines();
    server.faults.inject(
      { kind: "html", status: 403, acts: false },
      { route: "PUT /api/v1/subscribers/:subscriberId" },
    );
    const adopting = { ...declared, xAuthInfo, existingId: 17 };
    await expect(subscribers.create(adopting)).rejects.toMatchObject({ code: "forbidden" });
    expect((await subscribers.create(adopting)).id).toBe(known.id);
  });

  it("keeps its subscriber working after a change of its subscription", async () => {
    const before = engines();
    const subscriber = await before.subscribers.create({ ...declared, xAuthInfo });
    const subscription = await before.subscriptions.create({ subscriberId: 17, topic: "STATUS/*" });
    const { subscribers, subscriptions } = engines();
    await subscriptions.change(subscription, { subscriberId: 17, topic: "STATUS/MOTIF/*" });
    await subscribers.delete(subscriber);
    expect(server.subscriptions(17).get(4)?.status).toBe("ACTIVE");
    expect(subscribers.logged).toEqual([
      "not changed, because resources of this program use 1 of its subscriptions",
    ]);
  });

  it("can't be adopted by a second resource, for which nothing is sent", async () => {
    server.addSubscriber({ hostUri: "https://theirs.example/", externalAuthType: "NONE" });
    server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    const { subscribers, subscriptions } = engines();
    const subscriber = { ...declared, xAuthInfo, existingId: 17 };
    const subscription = { subscriberId: 17, topic: "STATUS/MOTIF/*", existingId: 4 };
    for (const [engine, news, id] of [
      [subscribers, subscriber, "17"],
      [subscriptions, subscription, "17/4"],
    ] as const) {
      server.clearRequests();
      const outcomes = await Promise.allSettled([engine.create({ ...news }), engine.create({ ...news })]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
      expect(outcomes[1]).toMatchObject({
        reason: {
          name: "PreconditionError",
          message: `another resource of this program has already adopted ${id}: set this existingId on one resource only`,
        },
      });
      expect(server.requestsTo("PUT")).toHaveLength(1);
    }
  });
});
