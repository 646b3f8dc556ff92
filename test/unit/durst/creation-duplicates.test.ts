import { describe, expect, it } from "vitest";
import {
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

const duplicateMessage =
  "subscriber 17 already has an active subscription of STATUS/PRODUCTION_JOB/* with this path (17/4): the receiver gets each callback twice, unless one of the two becomes INACTIVE";

describe.concurrent("an equal subscription that existed before", longTimeout, () => {
  it("is not mistaken for the created one, and is reported in one line", async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, jobsOnServer);
    const { subscriptions } = scene.run();
    scene.cutCreation("after");
    expect(await subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
    expect(subscriptions.logged).toEqual([duplicateMessage, foundMessage]);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "ACTIVE" });
  });

  it("is not mistaken for a creation that never happened", async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, jobsOnServer);
    const { subscriptions } = scene.run();
    scene.cutCreation("before");
    expect(await subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
    expect(subscriptions.logged).toEqual([duplicateMessage]);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "ACTIVE" });
    expect(scene.server.requestsTo("PUT")).toEqual([]);
  });

  it("is reported without any fault too", async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, jobsOnServer);
    const { subscriptions } = scene.run();
    await subscriptions.create({ ...jobs, path: "jobs/" });
    expect(subscriptions.logged).toEqual([duplicateMessage]);
  });

  it.each([
    ["INACTIVE", { ...jobsOnServer, status: "INACTIVE" }],
    ["of another topic", { ...jobsOnServer, topic: "STATUS/*" }],
    ["with another path", { ...jobsOnServer, path: "other/" }],
    ["without a path", { topic: jobsOnServer.topic, status: "ACTIVE" }],
  ] as const)("but differs, %s, is neither reported nor adopted", async (_how, before) => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, before);
    const { subscriptions } = scene.run();
    scene.cutCreation("after");
    expect(await subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
    expect(subscriptions.logged).toEqual([foundMessage]);
    expect(scene.server.subscriptions(17).get(4)).toMatchObject(before);
  });

  it("and is INACTIVE is neither reported nor mistaken for a new INACTIVE one", async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, { ...jobsOnServer, status: "INACTIVE" });
    const { subscriptions } = scene.run();
    scene.cutCreation("after");
    expect(await subscriptions.create({ ...jobs, status: "INACTIVE" })).toMatchObject({ id: "17/5" });
    expect(subscriptions.logged).toEqual([foundMessage]);
  });

  it("stays unchanged by an unfinished creation and by the run that finishes it", async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, jobsOnServer);
    scene.cutCreation("after");
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list, nth: firstLookup });
    const kept = await unfinishedStateOf(scene.run().subscriptions.create(jobs));
    expect(kept.outputs.unfinished).toEqual({ besides: [4] });
    expect(await scene.run().subscriptions.change(kept, jobs)).toMatchObject({ id: "17/6" });
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
  });
});

describe.concurrent("a new subscription that differs from the declared one", longTimeout, () => {
  it.each([
    ["topic", { ...jobsOnServer, topic: "STATUS/*" }],
    ["path", { ...jobsOnServer, path: "other/" }],
    ["missing path", { topic: jobsOnServer.topic, status: "ACTIVE" }],
    ["status", { ...jobsOnServer, status: "INACTIVE" }],
  ] as const)("by its %s belongs to another owner and stays unchanged", async (_field, theirs) => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    scene.cutCreation("before");
    scene.faults.inject({ kind: "delay", ms: forever }, { route: routes.list, nth: firstLookup });
    const creating = subscriptions.create(jobs);
    await scene.waitForRequests(routes.list, firstLookup);
    scene.server.addSubscription(17, theirs);
    await scene.faults.heal();
    expect(await creating).toMatchObject({ id: "17/5" });
    expect(scene.server.subscriptions(17).get(4)).toMatchObject(theirs);
    expect(scene.server.requestsTo("PUT")).toEqual([]);
  });
});

describe.concurrent("several creations at once", longTimeout, () => {
  const paths = ["a", "b", "c", "d", "e", "f"];
  const idsOf = (known: readonly { id: string }[]) => known.map(({ id }) => id).toSorted();
  const allIds = ["17/4", "17/5", "17/6", "17/7", "17/8", "17/9"];

  it("list the existing subscriptions once, and each finds its own", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    scene.cutCreation("after", { times: 6 });
    const known = await Promise.all(paths.map((path) => subscriptions.create({ ...jobs, path })));
    const idsAndPaths = known.map(({ id, outputs }) => [id.split("/")[1], `${outputs.path}/`]);
    const stored = [...scene.server.subscriptions(17).values()].map(({ id, path }) => [String(id), path]);
    expect(idsAndPaths.toSorted()).toEqual(stored.toSorted());
    expect(scene.count(routes.create)).toBe(6);
    expect(scene.count(routes.list)).toBe(listsBeforeCreation + 6);
  });

  it("and later creations share one list if nothing fails", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    await Promise.all(paths.map((path) => subscriptions.create({ ...jobs, path })));
    await subscriptions.create(jobs);
    expect(scene.count(routes.list)).toBe(listsBeforeCreation);
    expect(scene.count(routes.create)).toBe(7);
  });

  it("of two subscribers read one list for each", async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscriber(plainSubscriber);
    const { subscriptions } = scene.run();
    await Promise.all(
      [17, 18, 17, 18].map((subscriberId) => subscriptions.create({ ...jobs, subscriberId })),
    );
    expect(scene.count(routes.list)).toBe(2 * listsBeforeCreation);
  });

  it("of equal subscriptions, all with lost answers, get one subscription each", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    scene.cutCreation("after", { times: 6 });
    const known = await Promise.all(paths.map(() => subscriptions.create(jobs)));
    expect(idsOf(known)).toEqual(allIds);
    expect(scene.count(routes.create)).toBe(6);
  });

  it("of equal subscriptions, one after the other, leave each other's unchanged", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    const first = await subscriptions.create(jobs);
    scene.cutCreation("before");
    const second = await subscriptions.create(jobs);
    scene.cutCreation("after");
    const third = await subscriptions.create(jobs);
    expect(idsOf([first, second, third])).toEqual(allIds.slice(0, 3));
    expect(Object.values(scene.statuses())).toEqual(Array(3).fill("ACTIVE"));
  });

  it("of equal subscriptions, one lost and one still being answered, get one each", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    scene.cutCreation("before");
    scene.faults.inject({ kind: "slow-body", ms: forever }, { route: routes.create, nth: 2 });
    const both = [subscriptions.create(jobs), subscriptions.create(jobs)];
    await scene.waitForRequests(routes.list, firstLookup);
    await scene.waitForRequests(routes.create, 2);
    await scene.faults.heal();
    expect(idsOf(await Promise.all(both))).toEqual(["17/4", "17/5"]);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "ACTIVE" });
  });

  it("of equal subscriptions, the first unfinished: the others are not sent, and the next run creates each", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    scene.cutCreation("after");
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list, nth: firstLookup });
    const first = unfinishedStateOf(subscriptions.create(jobs));
    const others = [subscriptions.create(jobs), subscriptions.create(jobs)];
    for (const { status, reason } of (await Promise.allSettled(others)) as PromiseRejectedResult[])
      expect([status, reason.message]).toEqual([
        "rejected",
        expect.stringMatching(/^nothing was sent, because/),
      ]);
    expect(scene.count(routes.create)).toBe(1);
    const next = scene.run().subscriptions;
    const again = [next.create(jobs), next.change(await first, jobs)];
    expect(idsOf(await Promise.all(again))).toEqual(["17/5", "17/6"]);
    expect(scene.statuses()).toEqual({ 4: "INACTIVE", 5: "ACTIVE", 6: "ACTIVE" });
  });

  it("of equal subscriptions, one unfinished: the next run leaves the other unchanged", async () => {
    await using scene = await startFaultyDurst();
    const { subscriptions } = scene.run();
    const first = await subscriptions.create(jobs);
    scene.cutCreation("after");
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list });
    const kept = await unfinishedStateOf(subscriptions.create(jobs));
    expect(await scene.run().subscriptions.change(kept, jobs)).toMatchObject({ id: "17/6" });
    expect(first.id).toBe("17/4");
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
  });
});
