import { describe, expect, it } from "vitest";
import type { Fault } from "../../simulators/index.ts";
import {
  createdJobs,
  cutConnection,
  firstLookup,
  forever,
  foundMessage,
  jobs,
  jobsOnServer,
  listsBeforeCreation,
  longTimeout,
  plainSubscriber,
  routes,
  startFaultyDurst,
  unfinishedStateOf,
} from "./faulty-durst.ts";
import { failureOf } from "./token-server.ts";

/** Faults after which the subscription exists. */
const faultsAfterCreation: [string, Fault][] = [
  ["a cut in the answer", cutConnection("while")],
  ["a cut before the answer", cutConnection("after")],
  ["a 500", { kind: "status", status: 500, acts: true }],
  ["a 502", { kind: "status", status: 502, acts: true }],
  ["a 503", { kind: "status", status: 503, acts: true }],
  ["a 504", { kind: "status", status: 504, acts: true }],
  ["a balancer's page", { kind: "html", status: 502, acts: true }],
  ["an answer that never comes", { kind: "slow-body", ms: forever }],
];
/** Complete answers that can't be read. */
const unreadableAnswers: [string, Fault][] = [
  ["a balancer's page for 200", { kind: "html", status: 200, acts: true }],
  ["malformed JSON", { kind: "malformed-json" }],
  ["truncated JSON", { kind: "truncated-json" }],
  ["JSON of another shape", { kind: "wrong-shape" }],
  ["an answer that is too large", { kind: "huge-json" }],
];

describe.concurrent.each(["create", "plain"] as const)(
  "a creation by the route %s",
  longTimeout,
  (createPath) => {
    it.each(faultsAfterCreation)(
      "that succeeded and was lost to %s is found and kept",
      async (_what, fault) => {
        await using scene = await startFaultyDurst({ createPath });
        const { subscriptions } = scene.run(fault.kind === "slow-body" ? { requestTimeout: 1000 } : {});
        scene.faults.inject(fault, { route: routes[createPath] });
        expect(await subscriptions.create(jobs)).toEqual(createdJobs);
        expect([...scene.server.subscriptions(17).values()]).toEqual([{ id: 4, ...jobsOnServer }]);
        expect(subscriptions.logged).toEqual([foundMessage]);
        expect(scene.count(routes[createPath])).toBe(1);
        expect(scene.count(routes.list)).toBe(firstLookup);
        expect(scene.server.requestsTo("PUT")).toEqual([]);
        expect(subscriptions.plan(createdJobs as never, jobs).changes).toEqual([]);
      },
    );

    it.each(unreadableAnswers)(
      "that succeeded and was answered with %s is found and kept",
      async (_what, fault) => {
        await using scene = await startFaultyDurst({ createPath });
        const { subscriptions } = scene.run();
        scene.faults.inject(fault, { route: routes[createPath], times: forever });
        expect(await subscriptions.create(jobs)).toEqual(createdJobs);
        expect([...scene.server.subscriptions(17).values()]).toEqual([{ id: 4, ...jobsOnServer }]);
        expect(subscriptions.logged).toEqual([
          "the server's answer could not be read; the created subscription was found and is kept",
        ]);
        expect(scene.count(routes[createPath])).toBe(1);
        expect(scene.server.requestsTo("PUT")).toEqual([]);
      },
    );

    it.each<[string, Fault]>([
      ["a page for 200", { kind: "html", status: 200, acts: false }],
      ["a redirect", { kind: "redirect", to: "https://elsewhere.example/" }],
    ])("that did not succeed and was answered with %s fails at once", async (_what, fault) => {
      await using scene = await startFaultyDurst({ createPath });
      scene.faults.inject(fault, { route: routes[createPath] });
      await expect(scene.run().subscriptions.create(jobs)).rejects.toMatchObject({
        code: "unexpected-answer",
        message: expect.stringMatching(/; nothing was created$/),
      });
      expect(scene.count(routes[createPath])).toBe(1);
      expect(scene.statuses()).toEqual({});
    });

    it.each<[string, Fault]>([
      ["a cut", cutConnection("before")],
      ["a 503", { kind: "status", status: 503, acts: false }],
      ["a balancer's page", { kind: "html", status: 504, acts: false }],
    ])("that did not succeed and was lost to %s is sent again, after three lookups", async (_what, fault) => {
      await using scene = await startFaultyDurst({ createPath });
      const { subscriptions } = scene.run();
      scene.faults.inject(fault, { route: routes[createPath] });
      expect(await subscriptions.create(jobs)).toEqual(createdJobs);
      expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
      expect(subscriptions.logged).toEqual([]);
      const sent = scene.server.requests.map(({ route }) => route).slice(1 + listsBeforeCreation);
      const relevant: string[] = [routes[createPath], routes.list];
      expect(sent.filter((route) => relevant.includes(route))).toEqual([
        routes[createPath],
        ...Array(3).fill(routes.list),
        routes[createPath],
        // One more lookup for a late creation; a list may also lack an entry by mistake.
        routes.list,
        routes.list,
      ]);
    });
  },
);

describe.concurrent("a creation", longTimeout, () => {
  it("that is refused is not looked up, and is not sent again", async () => {
    await using scene = await startFaultyDurst({ permissions: ["read"] });
    await expect(scene.run().subscriptions.create(jobs)).rejects.toMatchObject({
      name: "HttpError",
      code: "forbidden",
    });
    expect(scene.count(routes.create)).toBe(1);
    expect(scene.count(routes.list)).toBe(listsBeforeCreation);
  });

  it("that is rate-limited is sent again without a lookup", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    scene.faults.inject({ kind: "rate-limited", retryAfter: 0 }, { route: routes.create });
    expect(await subscriptions.create(jobs)).toEqual(createdJobs);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
    expect(scene.count(routes.create)).toBe(2);
    expect(scene.count(routes.list)).toBe(listsBeforeCreation);
  });

  it("is not sent if the list before it fails; the next creation reads the list again", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list });
    scene.server.addSubscription(17, jobsOnServer);
    await expect(subscriptions.create(jobs)).rejects.toMatchObject({
      name: "HttpError",
      code: "unexpected-answer",
    });
    expect(scene.server.writes()).toEqual([]);
    expect(await subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
  });

  it("that is lost three times is kept as unfinished, and the error names the next step", async () => {
    await using scene = await startFaultyDurst();
    scene.faults.inject({ kind: "status", status: 503, acts: false }, { route: routes.create, times: 3 });
    const { reason, ...kept } = await unfinishedStateOf(scene.run().subscriptions.create(jobs));
    expect(kept).toEqual({
      id: "17/?",
      outputs: { ...jobs, status: "ACTIVE", unfinished: { besides: [] } },
    });
    expect(reason).toBe(
      `${new URL(scene.server.endpoint).host} answered 503 and said: 503 Service Unavailable; run the command again later; it is kept in the state as unfinished: the next \`pulumi up\` sets leftovers INACTIVE and creates it again`,
    );
    expect(scene.count(routes.create)).toBe(3);
    expect(scene.count(routes.list)).toBe(listsBeforeCreation + 3 * 3);
    expect(scene.statuses()).toEqual({});
  });

  it("that is refused after a lost attempt is unfinished, since the first attempt may have succeeded", async () => {
    await using scene = await startFaultyDurst();
    scene.cutCreation("before");
    scene.faults.inject({ kind: "html", status: 403, acts: false }, { route: routes.create, nth: 2 });
    const { id, reason } = await unfinishedStateOf(scene.run().subscriptions.create(jobs));
    expect(id).toBe("17/?");
    expect(reason).toMatch(/answered 403 .*; this account lacks the permission; it is kept in the state/);
    expect(scene.count(routes.create)).toBe(2);
  });
});

describe.concurrent("a lookup that fails", longTimeout, () => {
  it.each<[string, Fault, number]>([
    ["three times", { kind: "status", status: 500, acts: false }, 3],
    ["permanently", { kind: "truncated-json" }, 1],
    ["with another shape", { kind: "wrong-shape" }, 1],
  ])("%s leaves the creation unfinished, with the ids that existed before", async (_how, fault, times) => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, { ...jobsOnServer, path: "other/" });
    scene.server.addSubscription(17, { ...jobsOnServer, status: "INACTIVE" });
    scene.cutCreation("after");
    scene.faults.inject(fault, { route: routes.list, nth: firstLookup, times });
    const { reason, ...kept } = await unfinishedStateOf(scene.run().subscriptions.create(jobs));
    expect(kept).toEqual({
      id: "17/?",
      outputs: { ...jobs, status: "ACTIVE", unfinished: { besides: [4, 5] } },
    });
    expect(reason).toMatch(/gave no usable answer .*: the connection was cut; it is kept in the state/);
    expect(scene.count(routes.create)).toBe(1);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
  });

  it("once is repeated", async () => {
    await using scene = await startFaultyDurst();
    scene.cutCreation("after");
    scene.faults.inject(cutConnection("while"), { route: routes.list, nth: firstLookup });
    expect(await scene.run().subscriptions.create(jobs)).toEqual(createdJobs);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
  });
});

it.concurrent(
  "a creation whose subscriber is removed meanwhile ends unfinished, and is gone after the next refresh",
  longTimeout,
  async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscriber(plainSubscriber);
    scene.cutCreation("before");
    const creating = unfinishedStateOf(scene.run().subscriptions.create(jobs));
    await scene.waitForRequests(routes.list, firstLookup);
    scene.server.removeSubscriber(17);
    const kept = await creating;
    expect(kept.reason).toMatch(/has no subscriber 17: create it first/);
    expect(await scene.run().subscriptions.refresh(kept)).toBeUndefined();
    await scene.run().subscriptions.delete(kept);
    expect(await failureOf(scene.run().subscriptions.change(kept, jobs))).toMatchObject({
      code: "not-found",
    });
    expect(await scene.run().subscriptions.change(kept, { ...jobs, subscriberId: 18 })).toMatchObject({
      id: "18/4",
    });
  },
);
