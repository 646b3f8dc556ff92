import { describe, expect, it } from "vitest";
import { operationError } from "../../../provider/resource/errors.ts";
import type { Fault } from "../../simulators/index.ts";
import {
  cutConnection,
  forever,
  jobs,
  longTimeout,
  plainSubscriber,
  routes,
  startFaultyDurst,
} from "./faulty-durst.ts";
import { failureOf } from "./token-server.ts";

const count = 200;
const mapIndexes = <T>(work: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => work(index));
const subscriberIds = mapIndexes((index) => 17 + index);

/** A server with 200 subscribers whose subscriptions were not read yet. */
async function startManySubscribers() {
  const scene = await startFaultyDurst();
  while (scene.server.subscribers.size < count) scene.server.addSubscriber(plainSubscriber);
  return scene;
}
type Scene = Awaited<ReturnType<typeof startManySubscribers>>;

const stateOf = (id: number) => ({ id: `${id}`, outputs: { ...plainSubscriber } });

/** 200 operations of all kinds at once. */
function startOperations({ subscribers, subscriptions }: ReturnType<Scene["run"]>): Promise<unknown>[] {
  const kinds = [
    (id: number) => subscribers.refresh(stateOf(id)),
    (id: number) =>
      subscribers.change(stateOf(id), { ...plainSubscriber, hostUri: "https://other.example/" }),
    (id: number) => subscriptions.create({ ...jobs, subscriberId: id }),
    (id: number) => subscribers.delete(stateOf(id)),
  ];
  return subscriberIds.map((id, index) => (kinds[index % kinds.length] as (typeof kinds)[0])(id));
}

describe("200 operations at once", () => {
  it("log in once, and later operations reuse the login", longTimeout, async () => {
    await using scene = await startManySubscribers();
    const run = scene.run();
    await Promise.all(startOperations(run));
    await run.subscribers.refresh(stateOf(17));
    expect(scene.count(routes.login)).toBe(1);
    expect(scene.server.requests[0]?.route).toBe(routes.login);
  });

  it.each<[string, string, Fault]>([
    ["a restart during reads", routes.readSubscriber, { kind: "restart" }],
    ["a restart during changes", routes.updateSubscriber, { kind: "restart" }],
    ["a restart during creations", routes.create, { kind: "restart" }],
    ["a restart during lists", routes.list, { kind: "restart" }],
    ["the expiry of all tokens", routes.readSubscriber, { kind: "token-expiry" }],
  ])("survive %s with one more login, and none fails", longTimeout, async (_what, route, fault) => {
    await using scene = await startManySubscribers();
    scene.faults.inject(fault, { route, nth: 20 });
    const outcomes = await Promise.allSettled(startOperations(scene.run()));
    expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(scene.faults.injected).toHaveLength(1);
    expect(scene.count(routes.login)).toBe(2);
    expect(scene.server.logins).toBe(2);
    expect(scene.server.requests.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
    const createdIds = subscriberIds.filter((_id, index) => index % 4 === 2);
    for (const id of createdIds) {
      const active = [...scene.server.subscriptions(id).values()].filter(({ status }) => status === "ACTIVE");
      expect(active).toHaveLength(1);
    }
    const changed = subscriberIds.filter((_id, index) => index % 4 === 1);
    for (const id of changed)
      expect(scene.server.subscribers.get(id)?.hostUri).toBe("https://other.example/");
  });

  it(
    "that create subscriptions of one subscriber survive a restart, each with one subscription",
    longTimeout,
    async () => {
      await using scene = await startFaultyDurst();
      scene.faults.inject({ kind: "restart" }, { route: routes.create, nth: 100 });
      const { subscriptions } = scene.run();
      const all = await Promise.all(mapIndexes((n) => subscriptions.create({ ...jobs, path: `p${n}` })));
      expect(new Set(all.map(({ id }) => id)).size).toBe(count);
      expect(scene.server.logins).toBe(2);
      const active = [...scene.server.subscriptions(17).values()].filter(({ status }) => status === "ACTIVE");
      expect(active).toHaveLength(count);
      expect(new Set(active.map(({ path }) => path)).size).toBe(count);
    },
  );

  it("with wrong credentials send one login and nothing else", async () => {
    await using scene = await startManySubscribers();
    const run = scene.run();
    scene.server.changeCredentials({ password: "another" });
    const failures = await Promise.all(startOperations(run).map(failureOf));
    failures.push(await failureOf(run.subscribers.refresh(stateOf(17))));
    expect(failures).toHaveLength(count + 1);
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: "unauthorized", ambiguous: false });
    }
    expect(scene.server.requests.map(({ route }) => route)).toEqual([routes.login]);
  });

  it("with a forbidden login send one login and nothing else", async () => {
    await using scene = await startManySubscribers();
    const run = scene.run();
    scene.faults.inject({ kind: "html", status: 403, acts: false }, { route: routes.login, times: forever });
    const failures = await Promise.all(startOperations(run).map(failureOf));
    failures.push(await failureOf(run.subscribers.refresh(stateOf(17))));
    for (const failure of failures)
      expect(failure).toMatchObject({ code: "unauthorized", status: 403, ambiguous: false });
    expect(scene.server.requests.map(({ route }) => route)).toEqual([routes.login]);
  });

  it(
    "with credentials that change midway send one more login and nothing after it",
    longTimeout,
    async () => {
      await using scene = await startManySubscribers();
      const run = scene.run();
      await run.subscribers.refresh(stateOf(17));
      scene.server.changeCredentials({ password: "another" });
      scene.server.expireTokens();
      scene.server.clearRequests();
      const failures = await Promise.all(startOperations(run).map(failureOf));
      for (const failure of failures) expect(failure).toMatchObject({ code: "unauthorized" });
      expect(scene.count(routes.login)).toBe(1);
      expect(scene.server.requests.filter(({ status }) => status !== 401)).toEqual([]);
    },
  );

  it("share a login that fails permanently, and the next operation logs in again", longTimeout, async () => {
    await using scene = await startManySubscribers();
    const run = scene.run();
    scene.faults.inject({ kind: "status", status: 503, acts: false }, { route: routes.login, times: 3 });
    const failures = await Promise.all(startOperations(run).map(failureOf));
    for (const failure of failures) {
      expect(operationError("working", failure).message).toMatch(/answered the login with 503/);
    }
    expect(scene.server.requests.map(({ route }) => route)).toEqual(Array(3).fill(routes.login));
    await run.subscribers.refresh(stateOf(17));
    expect(scene.count(routes.login)).toBe(4);
  });
});

describe.concurrent("200 reads at once", longTimeout, () => {
  it.each<[string, Fault]>([
    ["a 503", { kind: "status", status: 503, acts: false }],
    ["a 500 after the server acted", { kind: "status", status: 500, acts: true }],
    ["a cut before the server acted", cutConnection("before")],
    ["a cut during the answer", cutConnection("while")],
    ["a cut after the server acted", cutConnection("after")],
    ["a 429", { kind: "rate-limited", retryAfter: 0 }],
  ])("share a login that is repeated after %s, twice", longTimeout, async (_what, fault) => {
    await using scene = await startManySubscribers();
    scene.faults.inject(fault, { route: routes.login, times: 2 });
    const { subscribers } = scene.run();
    await Promise.all(subscriberIds.map((id) => subscribers.refresh(stateOf(id))));
    expect(scene.count(routes.login)).toBe(3);
    expect(scene.server.requests.filter(({ status }) => status === 401)).toEqual([]);
  });
});
