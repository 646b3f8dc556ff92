import { describe, expect, it } from "vitest";
import { DurstRun } from "../../../provider/durst/run.ts";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { server, startServerForEachTest } from "./server.ts";

const host = { hostUri: "https://press.example/", externalAuthType: "NONE" };
const topic = "STATUS/*";

startServerForEachTest();

/** Both lifecycles over one client, as in one plugin process. */
const start = (more: Record<string, string> = {}) => {
  const environment = { ...environmentOf({ durst: server }), ...more };
  const api = new DurstRun(durstSettings({ config: () => undefined, environment }));
  return {
    subscribers: driverOf(durstSubscriberLifecycle, api),
    subscriptions: driverOf(durstSubscriptionLifecycle, api),
  };
};
/** Subscribers with a subscription each. */
async function createSubscribers(count: number) {
  const engine = start();
  const subscribers = [];
  const subscriptions = [];
  for (let n = 0; n < count; n++) {
    const subscriber = await engine.subscribers.create(host);
    subscribers.push(subscriber);
    subscriptions.push(await engine.subscriptions.create({ subscriberId: subscriber.id, topic }));
  }
  return { subscribers, subscriptions };
}
type CreatedObjects = Awaited<ReturnType<typeof createSubscribers>>;
const refreshAll = (state: CreatedObjects, engine = start()) =>
  Promise.allSettled<unknown>([
    ...state.subscriptions.map((known) => engine.subscriptions.refresh(known)),
    ...state.subscribers.map((known) => engine.subscribers.refresh(known)),
  ]);

const deletedOutcome = { status: "fulfilled", value: undefined };
const presentOutcome = { status: "fulfilled", value: expect.objectContaining({ id: expect.any(String) }) };
const allMissingOutcome = (count: number, what: string) => ({
  status: "rejected",
  reason: expect.objectContaining({
    name: "PreconditionError",
    message: expect.stringMatching(
      new RegExp(
        `^all ${count} ${what} are missing on 127\\.0\\.0\\.1:\\d+: .*set durst:allowAllMissing \\(DURST_ALLOW_ALL_MISSING\\) to true for this one command$`,
      ),
    ),
  }),
});

describe("subscribers", () => {
  it("that are all missing at once do not count as deleted, nor do their subscriptions", async () => {
    const state = await createSubscribers(3);
    for (const id of [17, 18, 19]) server.removeSubscriber(id);
    expect(await refreshAll(state)).toEqual(Array(6).fill(allMissingOutcome(3, "subscribers")));
  });

  it("count as deleted one by one, with their subscriptions", async () => {
    const state = await createSubscribers(3);
    server.removeSubscriber(18);
    expect(await refreshAll(state)).toEqual([
      presentOutcome,
      deletedOutcome,
      presentOutcome,
      presentOutcome,
      deletedOutcome,
      presentOutcome,
    ]);
  });

  it("do not count as deleted if the only one is missing together with its subscription", async () => {
    const state = await createSubscribers(1);
    server.removeSubscriber(17);
    expect(await refreshAll(state)).toEqual(Array(2).fill(allMissingOutcome(2, "objects")));
  });

  it("count as deleted if the only one is missing and has no subscription", async () => {
    const state = await createSubscribers(1);
    server.removeSubscriber(17);
    expect(await refreshAll({ ...state, subscriptions: [] })).toEqual([deletedOutcome]);
  });

  it("do not count as deleted if the 404 is a web page", async () => {
    const state = await createSubscribers(1);
    server.faults.inject(
      { kind: "html", status: 404, acts: false },
      { route: /subscribers/, times: Number.POSITIVE_INFINITY },
    );
    const unexpected = { status: "rejected", reason: expect.objectContaining({ code: "unexpected-answer" }) };
    expect(await refreshAll(state)).toEqual([unexpected, unexpected]);
  });

  it("all count as deleted with allowAllMissing", async () => {
    const state = await createSubscribers(2);
    for (const id of [17, 18]) server.removeSubscriber(id);
    expect(await refreshAll(state, start({ DURST_ALLOW_ALL_MISSING: "true" }))).toEqual(
      Array(4).fill(deletedOutcome),
    );
  });

  it("of another site with the same numbers are recognised by their missing subscriptions", async () => {
    const state = await createSubscribers(2);
    for (const id of [17, 18]) server.removeSubscription(id, 4);
    expect(await refreshAll(state)).toEqual([
      ...Array(2).fill(allMissingOutcome(2, "subscriptions")),
      ...Array(2).fill(presentOutcome),
    ]);
  });
});

describe("subscriptions", () => {
  const createSubscriptions = async () => {
    const engine = start();
    const { id: subscriberId } = await engine.subscribers.create(host);
    return {
      subscribers: [],
      subscriptions: await Promise.all(
        ["STATUS/*", "STATUS/MOTIF/*", "STATUS/ARTICLE/*"].map((one) =>
          engine.subscriptions.create({ subscriberId, topic: one }),
        ),
      ),
    };
  };

  it("that are all missing at once do not count as deleted", async () => {
    const state = await createSubscriptions();
    for (const id of [4, 5, 6]) server.removeSubscription(17, id);
    expect(await refreshAll(state)).toEqual(Array(3).fill(allMissingOutcome(3, "subscriptions")));
  });

  it("count as deleted one by one", async () => {
    const state = await createSubscriptions();
    const [, second] = state.subscriptions;
    server.removeSubscription(17, Number(second?.id.split("/")[1]));
    expect(await refreshAll(state)).toEqual([presentOutcome, deletedOutcome, presentOutcome]);
  });

  it("do not count as deleted with their subscriber if nothing else exists", async () => {
    const state = await createSubscriptions();
    server.removeSubscriber(17);
    expect(await refreshAll(state)).toEqual(Array(3).fill(allMissingOutcome(3, "objects")));
  });

  it("all count as deleted with allowAllMissing", async () => {
    const state = await createSubscriptions();
    for (const id of [4, 5, 6]) server.removeSubscription(17, id);
    expect(await refreshAll(state, start({ DURST_ALLOW_ALL_MISSING: "true" }))).toEqual(
      Array(3).fill(deletedOutcome),
    );
  });

  it("of a deleted subscriber do not affect whether others count as deleted", async () => {
    const state = await createSubscribers(2);
    server.removeSubscriber(18);
    server.removeSubscription(17, 4);
    expect(await refreshAll(state)).toEqual([deletedOutcome, deletedOutcome, presentOutcome, deletedOutcome]);
  });

  it("of a deleted subscriber count as deleted, even if all of another subscriber are missing", async () => {
    const state = await createSubscribers(2);
    const second = await start().subscriptions.create({ subscriberId: 17, topic: "STATUS/MOTIF/*" });
    server.removeSubscriber(18);
    for (const id of [4, 5]) server.removeSubscription(17, id);
    const all = { ...state, subscriptions: [...state.subscriptions, second] };
    const allMissing = allMissingOutcome(2, "subscriptions");
    expect(await refreshAll(all)).toEqual([
      allMissing,
      deletedOutcome,
      allMissing,
      presentOutcome,
      deletedOutcome,
    ]);
  });

  it("that can't be read fail with the read error, which mentions no missing subscriptions", async () => {
    const state = await createSubscribers(2);
    Object.assign(server.behaviour, { permissions: ["write"] });
    const forbidden = { status: "rejected", reason: expect.objectContaining({ code: "forbidden" }) };
    expect(await refreshAll(state)).toEqual(Array(4).fill(forbidden));
  });

  it("that are refreshed at the same time share one list and one login", async () => {
    const state = await createSubscriptions();
    server.clearRequests();
    const before = server.logins;
    await refreshAll(state);
    expect(server.requests.map(({ route }) => route).filter((route) => !route.includes("login"))).toEqual([
      "GET /api/v1/subscribers/:subscriberId/subscriptions",
    ]);
    expect(server.logins - before).toBe(1);
  });
});
