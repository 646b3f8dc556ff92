import { describe, expect, it } from "vitest";
import {
  firstLookup,
  jobs,
  jobsOnServer,
  longTimeout,
  routes,
  startFaultyDurst,
  unfinishedStateOf,
} from "./faulty-durst.ts";

/** Three subscriptions of the subscriber 17 that are in the state. */
async function startThreeSubscriptions() {
  const scene = await startFaultyDurst();
  const { subscriptions } = scene.run();
  const known = [];
  for (const path of ["a", "b", "c"]) known.push(await subscriptions.create({ ...jobs, path }));
  scene.server.clearRequests();
  return { ...scene, known };
}

describe.concurrent("a list that lacks an entry", longTimeout, () => {
  it("by mistake deletes nothing: the missing subscription is read by its id", async () => {
    await using scene = await startThreeSubscriptions();
    scene.faults.inject({ kind: "missing-entry" }, { route: routes.list });
    const { subscriptions } = scene.run();
    expect(await Promise.all(scene.known.map((one) => subscriptions.refresh(one)))).toEqual(scene.known);
    expect(scene.faults.injected.map(({ kind }) => kind)).toEqual(["missing-entry"]);
    expect(scene.count(routes.list)).toBe(1);
    expect(scene.count(routes.read)).toBe(1);
  });

  it("by mistake deletes nothing, even if it is the only one", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscriptions.create(jobs);
    scene.faults.inject({ kind: "missing-entry" }, { route: routes.list });
    expect(await scene.run().subscriptions.refresh(known)).toEqual(known);
  });

  it("shows it as deleted once a read by its id answers 404", async () => {
    await using scene = await startThreeSubscriptions();
    scene.server.removeSubscription(17, 5);
    const { subscriptions } = scene.run();
    const [first, , third] = scene.known;
    const seen = await Promise.all(scene.known.map((one) => subscriptions.refresh(one)));
    expect(seen).toEqual([first, undefined, third]);
    expect(scene.server.requests.map(({ route, status }) => `${status} ${route}`).slice(1)).toEqual([
      `200 ${routes.list}`,
      `404 ${routes.read}`,
    ]);
  });

  it("shows a change of the missing subscription, which is read by its id", async () => {
    await using scene = await startThreeSubscriptions();
    for (const id of [4, 5, 6]) scene.server.editSubscription(17, id, { status: "INACTIVE" });
    scene.faults.inject({ kind: "missing-entry" }, { route: routes.list });
    const { subscriptions } = scene.run();
    const seen = await Promise.all(scene.known.map((one) => subscriptions.refresh(one)));
    expect(seen.map((one) => one?.outputs.status)).toEqual(Array(3).fill("INACTIVE"));
  });

  it("fails and deletes nothing if the read by its id fails", async () => {
    await using scene = await startThreeSubscriptions();
    scene.faults.inject({ kind: "missing-entry" }, { route: routes.list });
    scene.faults.inject({ kind: "html", status: 403, acts: false }, { route: routes.read });
    const { subscriptions } = scene.run();
    const seen = await Promise.allSettled(scene.known.map((one) => subscriptions.refresh(one)));
    const failed = seen.filter(({ status }) => status === "rejected");
    expect(failed).toEqual([{ status: "rejected", reason: expect.objectContaining({ code: "forbidden" }) }]);
  });

  it("or repeats one adds no subscription", async () => {
    await using scene = await startThreeSubscriptions();
    scene.faults.inject({ kind: "duplicate-entry" }, { route: routes.list });
    const { subscriptions } = scene.run();
    expect(await Promise.all(scene.known.map((one) => subscriptions.refresh(one)))).toEqual(scene.known);
    expect(scene.count(routes.read)).toBe(0);
  });

  it("before a creation is read again: another resource's subscription is not mistaken for the created one", async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, jobsOnServer);
    scene.faults.inject({ kind: "missing-entry" }, { route: routes.list });
    scene.cutCreation("before");
    expect(await scene.run().subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
    expect(scene.faults.injected.map(({ kind }) => kind)).toEqual(["missing-entry", "cut"]);
    expect(scene.server.requestsTo("PUT")).toEqual([]);
  });

  it("at the first lookup is read again: the created subscription is found, and not created twice", async () => {
    await using scene = await startFaultyDurst();
    scene.cutCreation("after");
    scene.faults.inject({ kind: "missing-entry" }, { route: routes.list, nth: firstLookup });
    expect(await scene.run().subscriptions.create(jobs)).toMatchObject({ id: "17/4" });
    expect(scene.count(routes.create)).toBe(1);
    expect(scene.faults.injected).toHaveLength(2);
  });

  it("of an unfinished creation does not drop it at a refresh", async () => {
    await using scene = await startFaultyDurst();
    scene.cutCreation("after");
    scene.faults.inject({ kind: "wrong-shape" }, { route: routes.list, nth: firstLookup });
    const { reason: _, ...kept } = await unfinishedStateOf(scene.run().subscriptions.create(jobs));
    scene.faults.inject({ kind: "missing-entry" }, { route: routes.list });
    expect(await scene.run().subscriptions.refresh(kept)).toEqual(kept);
  });
});
