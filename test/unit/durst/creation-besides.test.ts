import { describe, expect, it } from "vitest";
import {
  cut,
  firstLook,
  forEver,
  found,
  host,
  jobs,
  listsBefore,
  onServer,
  patience,
  routes,
  startFaulty,
  unfinishedOf,
} from "./faulty-durst.ts";

const calledTwice =
  "subscriber 17 already has an active subscription of STATUS/PRODUCTION_JOB/* with this path (17/4): the receiver gets each callback twice, unless one of the two becomes INACTIVE";

describe.concurrent("an equal subscription that existed before", patience, () => {
  it("is not mistaken for the created one, and is reported in one line", async () => {
    await using scene = await startFaulty();
    scene.server.addSubscription(17, onServer);
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("after"), { route: routes.create });
    expect(await subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
    expect(subscriptions.logged).toEqual([calledTwice, found]);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "ACTIVE" });
  });

  it("is not mistaken for a creation that never happened", async () => {
    await using scene = await startFaulty();
    scene.server.addSubscription(17, onServer);
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("before"), { route: routes.create });
    expect(await subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
    expect(subscriptions.logged).toEqual([calledTwice]);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "ACTIVE" });
    expect(scene.server.requestsTo("PUT")).toEqual([]);
  });

  it("is reported without any fault too", async () => {
    await using scene = await startFaulty();
    scene.server.addSubscription(17, onServer);
    const { subscriptions } = scene.run();
    await subscriptions.create({ ...jobs, path: "jobs/" });
    expect(subscriptions.logged).toEqual([calledTwice]);
  });

  it.each([
    ["INACTIVE", { ...onServer, status: "INACTIVE" }],
    ["of another topic", { ...onServer, topic: "STATUS/*" }],
    ["with another path", { ...onServer, path: "other/" }],
    ["without a path", { topic: onServer.topic, status: "ACTIVE" }],
  ] as const)("but differs, %s, is neither reported nor adopted", async (_how, before) => {
    await using scene = await startFaulty();
    scene.server.addSubscription(17, before);
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("after"), { route: routes.create });
    expect(await subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
    expect(subscriptions.logged).toEqual([found]);
    expect(scene.server.subscriptions(17).get(4)).toMatchObject(before);
  });

  it("and is INACTIVE is neither reported nor mistaken for a new INACTIVE one", async () => {
    await using scene = await startFaulty();
    scene.server.addSubscription(17, { ...onServer, status: "INACTIVE" });
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("after"), { route: routes.create });
    expect(await subscriptions.create({ ...jobs, status: "INACTIVE" })).toMatchObject({ id: "17/5" });
    expect(subscriptions.logged).toEqual([found]);
  });

  it("stays unchanged by an unfinished creation and by the run that finishes it", async () => {
    await using scene = await startFaulty();
    scene.server.addSubscription(17, onServer);
    scene.faults.inject(cut("after"), { route: routes.create });
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list, nth: firstLook });
    const kept = await unfinishedOf(scene.run().subscriptions.create(jobs));
    expect(kept.outputs.unfinished).toEqual({ besides: [4] });
    expect(await scene.run().subscriptions.change(kept, jobs)).toMatchObject({ id: "17/6" });
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
  });
});

describe.concurrent("a new subscription that differs from the declared one", patience, () => {
  it.each([
    ["topic", { ...onServer, topic: "STATUS/*" }],
    ["path", { ...onServer, path: "other/" }],
    ["missing path", { topic: onServer.topic, status: "ACTIVE" }],
    ["status", { ...onServer, status: "INACTIVE" }],
  ] as const)("by its %s belongs to another owner and stays unchanged", async (_field, theirs) => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("before"), { route: routes.create });
    scene.faults.inject({ kind: "delay", ms: forEver }, { route: routes.list, nth: firstLook });
    const creating = subscriptions.create(jobs);
    await scene.arrived(routes.list, firstLook);
    scene.server.addSubscription(17, theirs);
    await scene.faults.heal();
    expect(await creating).toMatchObject({ id: "17/5" });
    expect(scene.server.subscriptions(17).get(4)).toMatchObject(theirs);
    expect(scene.server.requestsTo("PUT")).toEqual([]);
  });
});

describe.concurrent("several creations at once", patience, () => {
  const paths = ["a", "b", "c", "d", "e", "f"];
  const ids = (known: readonly { id: string }[]) => known.map(({ id }) => id).toSorted();
  const all = ["17/4", "17/5", "17/6", "17/7", "17/8", "17/9"];

  it("list the existing subscriptions once, and each finds its own", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("after"), { route: routes.create, times: 6 });
    const known = await Promise.all(paths.map((path) => subscriptions.create({ ...jobs, path })));
    const paired = known.map(({ id, outputs }) => [id.split("/")[1], `${outputs.path}/`]);
    const there = [...scene.server.subscriptions(17).values()].map(({ id, path }) => [String(id), path]);
    expect(paired.toSorted()).toEqual(there.toSorted());
    expect(scene.count(routes.create)).toBe(6);
    expect(scene.count(routes.list)).toBe(listsBefore + 6);
  });

  it("and later creations share one list if nothing fails", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    await Promise.all(paths.map((path) => subscriptions.create({ ...jobs, path })));
    await subscriptions.create(jobs);
    expect(scene.count(routes.list)).toBe(listsBefore);
    expect(scene.count(routes.create)).toBe(7);
  });

  it("of two subscribers read one list for each", async () => {
    await using scene = await startFaulty();
    scene.server.addSubscriber(host);
    const { subscriptions } = scene.run();
    await Promise.all(
      [17, 18, 17, 18].map((subscriberId) => subscriptions.create({ ...jobs, subscriberId })),
    );
    expect(scene.count(routes.list)).toBe(2 * listsBefore);
  });

  it("of equal subscriptions, all with lost answers, get one subscription each", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("after"), { route: routes.create, times: 6 });
    const known = await Promise.all(paths.map(() => subscriptions.create(jobs)));
    expect(ids(known)).toEqual(all);
    expect(scene.count(routes.create)).toBe(6);
  });

  it("of equal subscriptions, one after the other, leave each other's unchanged", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    const first = await subscriptions.create(jobs);
    scene.faults.inject(cut("before"), { route: routes.create });
    const second = await subscriptions.create(jobs);
    scene.faults.inject(cut("after"), { route: routes.create });
    const third = await subscriptions.create(jobs);
    expect(ids([first, second, third])).toEqual(all.slice(0, 3));
    expect(Object.values(scene.statuses())).toEqual(Array(3).fill("ACTIVE"));
  });

  it("of equal subscriptions, one lost and one still being answered, get one each", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("before"), { route: routes.create });
    scene.faults.inject({ kind: "slow-body", ms: forEver }, { route: routes.create, nth: 2 });
    const both = [subscriptions.create(jobs), subscriptions.create(jobs)];
    await scene.arrived(routes.list, firstLook);
    await scene.arrived(routes.create, 2);
    await scene.faults.heal();
    expect(ids(await Promise.all(both))).toEqual(["17/4", "17/5"]);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "ACTIVE" });
  });

  it("of equal subscriptions, the first unfinished: the others are not sent, and the next run creates each", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("after"), { route: routes.create });
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list, nth: firstLook });
    const first = unfinishedOf(subscriptions.create(jobs));
    const others = [subscriptions.create(jobs), subscriptions.create(jobs)];
    for (const { status, reason } of (await Promise.allSettled(others)) as PromiseRejectedResult[])
      expect([status, reason.message]).toEqual([
        "rejected",
        expect.stringMatching(/^nothing was sent, because/),
      ]);
    expect(scene.count(routes.create)).toBe(1);
    const next = scene.run().subscriptions;
    const again = [next.create(jobs), next.change(await first, jobs)];
    expect(ids(await Promise.all(again))).toEqual(["17/5", "17/6"]);
    expect(scene.statuses()).toEqual({ 4: "INACTIVE", 5: "ACTIVE", 6: "ACTIVE" });
  });

  it("of equal subscriptions, one unfinished: the next run leaves the other unchanged", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    const first = await subscriptions.create(jobs);
    scene.faults.inject(cut("after"), { route: routes.create });
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list });
    const kept = await unfinishedOf(subscriptions.create(jobs));
    expect(await scene.run().subscriptions.change(kept, jobs)).toMatchObject({ id: "17/6" });
    expect(first.id).toBe("17/4");
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
  });
});
