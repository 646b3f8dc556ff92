import { describe, expect, it } from "vitest";
import {
  firstLookup,
  forever,
  jobs,
  jobsOnServer,
  longTimeout,
  plainSubscriber,
  routes,
  startFaultyDurst,
  unfinishedStateOf,
} from "./faulty-durst.ts";

/** A creation that succeeded although the provider received neither its answer nor a list. */
async function startUnfinishedCreation(declared: object = jobs) {
  const scene = await startFaultyDurst();
  scene.server.addSubscription(17, { ...jobsOnServer, path: "other/" });
  scene.cutCreation("after");
  scene.faults.inject({ kind: "malformed-json" }, { route: routes.list, nth: firstLookup });
  const { reason: _, ...kept } = await unfinishedStateOf(scene.run().subscriptions.create({ ...declared }));
  scene.server.clearRequests();
  const writes = () => scene.server.writes().map(({ method, path }) => `${method} ${path}`);
  return { ...scene, kept, writes };
}

const subscriptionsPath = "/api/v1/subscribers/17/subscriptions";

describe.concurrent("an unfinished creation", longTimeout, () => {
  it("is replaced by the next run, which deletes first", async () => {
    await using scene = await startUnfinishedCreation();
    const { subscriptions } = scene.run();
    expect(subscriptions.plan(scene.kept, jobs)).toEqual({
      changes: ["unfinished"],
      replaces: ["unfinished"],
      deleteBeforeReplace: true,
    });
    const known = await subscriptions.change(scene.kept, jobs);
    expect(known).toEqual({ id: "17/6", outputs: { ...jobs, status: "ACTIVE" } });
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
    expect(scene.writes()).toEqual([`PUT ${subscriptionsPath}/5`, `POST ${subscriptionsPath}/create`]);
    expect(scene.server.requestsTo("PUT")[0]?.body).toEqual({
      ...jobsOnServer,
      path: "jobs",
      status: "INACTIVE",
    });
    expect(subscriptions.logged).toEqual([]);
    expect(subscriptions.plan(known, jobs).changes).toEqual([]);
    expect(await scene.run().subscriptions.refresh(known)).toEqual(known);
  });

  it.each([
    ["topic", { ...jobs, topic: "STATUS/MOTIF/*" }],
    ["path", { ...jobs, path: "elsewhere" }],
    ["status", { ...jobs, status: "INACTIVE" }],
  ])("is also replaced if the program now declares another %s", async (field, wanted) => {
    await using scene = await startUnfinishedCreation();
    const { subscriptions } = scene.run();
    expect(subscriptions.plan(scene.kept, wanted)).toEqual({
      changes: [field, "unfinished"],
      replaces: [field, "unfinished"],
      deleteBeforeReplace: true,
    });
    expect(await subscriptions.change(scene.kept, wanted)).toMatchObject({ id: "17/6", outputs: wanted });
    const created = scene.server.subscriptions(17).get(6);
    expect(created).toEqual({
      id: 6,
      ...jobsOnServer,
      ...wanted,
      path: `${wanted.path}/`,
      subscriberId: undefined,
    });
    expect(scene.statuses()).toMatchObject({ 4: "ACTIVE", 5: "INACTIVE" });
  });

  it("is also replaced if the program now declares another subscriber", async () => {
    await using scene = await startUnfinishedCreation();
    scene.server.addSubscriber(plainSubscriber);
    const known = await scene.run().subscriptions.change(scene.kept, { ...jobs, subscriberId: 18 });
    expect(known.id).toBe("18/4");
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE" });
  });

  it("adopts the leftover subscription that existingId names", async () => {
    await using scene = await startUnfinishedCreation();
    const known = await scene.run().subscriptions.change(scene.kept, { ...jobs, existingId: 5 });
    expect(known.id).toBe("17/5");
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "ACTIVE" });
  });

  it("is kept by a refresh while its leftover is ACTIVE, and dropped afterwards", async () => {
    await using scene = await startUnfinishedCreation();
    expect(await scene.run().subscriptions.refresh(scene.kept)).toEqual(scene.kept);
    scene.server.editSubscription(17, 5, { status: "INACTIVE" });
    expect(await scene.run().subscriptions.refresh(scene.kept)).toBeUndefined();
    scene.server.editSubscription(17, 5, { status: "ACTIVE" });
    expect(await scene.run().subscriptions.refresh(scene.kept)).toEqual(scene.kept);
    scene.server.removeSubscription(17, 5);
    expect(await scene.run().subscriptions.refresh(scene.kept)).toBeUndefined();
    expect(scene.writes()).toEqual([]);
  });

  it("is kept by a refresh that fails to read the list", async () => {
    await using scene = await startUnfinishedCreation();
    scene.faults.inject({ kind: "wrong-shape" }, { route: routes.list });
    await expect(scene.run().subscriptions.refresh(scene.kept)).rejects.toMatchObject({
      code: "unexpected-answer",
    });
  });

  it("sets its leftover INACTIVE when it is destroyed, and leaves other subscriptions unchanged", async () => {
    await using scene = await startUnfinishedCreation();
    await scene.run().subscriptions.delete(scene.kept);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE" });
    expect(scene.writes()).toEqual([`PUT ${subscriptionsPath}/5`]);
  });

  it("without a leftover is destroyed without a write", async () => {
    await using scene = await startUnfinishedCreation();
    scene.server.removeSubscription(17, 5);
    await scene.run().subscriptions.delete(scene.kept);
    expect(scene.writes()).toEqual([]);
  });

  it("whose subscriber is gone counts as deleted, and is destroyed without a write", async () => {
    await using scene = await startUnfinishedCreation();
    scene.server.removeSubscriber(17);
    expect(await scene.run().subscriptions.refresh(scene.kept)).toBeUndefined();
    await scene.run().subscriptions.delete(scene.kept);
    expect(scene.writes()).toEqual([]);
  });

  it("that can't be cleared up stays for a later run", async () => {
    await using scene = await startUnfinishedCreation();
    scene.faults.inject({ kind: "html", status: 403, acts: false }, { route: routes.update });
    const failing = scene.run().subscriptions.change(scene.kept, jobs);
    await expect(failing).rejects.toMatchObject({ code: "forbidden" });
    expect(scene.count(routes.create)).toBe(0);
    expect(await scene.run().subscriptions.change(scene.kept, jobs)).toMatchObject({ id: "17/6" });
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
  });

  it("leaves another resource's equal subscription unchanged", async () => {
    await using scene = await startUnfinishedCreation();
    const other = await scene.run().subscriptions.create(jobs);
    const { subscriptions } = scene.run();
    await subscriptions.refresh(other);
    expect(await subscriptions.change(scene.kept, jobs)).toMatchObject({ id: "17/7" });
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE", 7: "ACTIVE" });
  });

  it("leaves an equal subscription that is being created unchanged", async () => {
    await using scene = await startUnfinishedCreation();
    const { subscriptions } = scene.run({ requestTimeout: 1000 });
    scene.faults.inject({ kind: "slow-body", ms: forever }, { route: routes.create });
    const creating = subscriptions.create(jobs);
    await scene.waitForRequests(routes.create, 1);
    await Promise.all([creating, subscriptions.delete(scene.kept)]);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
  });

  it("that can't be cleared up blocks equal creations, which could be mistaken for its leftover", async () => {
    await using scene = await startUnfinishedCreation();
    scene.faults.inject({ kind: "html", status: 403, acts: false }, { route: routes.update });
    const { subscriptions } = scene.run();
    const [deleted, created] = await Promise.allSettled([
      subscriptions.delete(scene.kept),
      subscriptions.create(jobs),
    ]);
    expect([deleted, created].map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(scene.count(routes.create)).toBe(0);
  });

  it("may end unfinished again, and is finished by a later run", async () => {
    await using scene = await startUnfinishedCreation();
    scene.cutCreation("after");
    // The lists of this run: for the leftover and for existing subscriptions, each twice, then the lookup.
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list, nth: 2 + firstLookup });
    const again = await unfinishedStateOf(scene.run().subscriptions.change(scene.kept, jobs));
    expect(again.outputs.unfinished).toEqual({ besides: [4, 5] });
    expect(await scene.run().subscriptions.change(again, jobs)).toMatchObject({ id: "17/7" });
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "INACTIVE", 7: "ACTIVE" });
  });

  it("of an INACTIVE subscription is destroyed without a write, since another resource may own its leftover", async () => {
    await using scene = await startUnfinishedCreation({ ...jobs, status: "INACTIVE" });
    await scene.run().subscriptions.delete(scene.kept);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE" });
    expect(scene.writes()).toEqual([]);
  });

  it("of an INACTIVE subscription is finished too", async () => {
    const wanted = { ...jobs, status: "INACTIVE" };
    await using scene = await startUnfinishedCreation(wanted);
    expect(await scene.run().subscriptions.refresh(scene.kept)).toEqual(scene.kept);
    expect(await scene.run().subscriptions.change(scene.kept, wanted)).toMatchObject({ id: "17/6" });
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "INACTIVE" });
  });
});
