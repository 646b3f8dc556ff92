import { describe, expect, it } from "vitest";
import type { Fault } from "../../simulators/index.ts";
import {
  cutConnection,
  jobs,
  jobsOnServer,
  longTimeout,
  plainSubscriber,
  routes,
  startFaultyDurst,
  unfinishedStateOf,
} from "./faulty-durst.ts";

/** All answers to a change are lost; the server has acted on all attempts or on none. */
const lostAnswers: [string, Fault][] = [
  ["made", cutConnection("after")],
  ["not made", cutConnection("before")],
  ["made, says a 500", { kind: "status", status: 500, acts: true }],
  ["not made, says a 504", { kind: "status", status: 504, acts: false }],
];
const unfinishedError =
  /gave no usable answer \(\w+\): the connection was cut \(tried 3 times\); it is kept in the state as unfinished: the next `pulumi up` sends the change again$/;

describe.concurrent("a subscription's change that was lost", longTimeout, () => {
  const wanted = { ...jobs, topic: "STATUS/MOTIF/7", path: undefined };
  const wantedOnServer = { topic: wanted.topic, status: "ACTIVE" };

  async function startLostChange(fault: Fault = cutConnection("after")) {
    const scene = await startFaultyDurst();
    const known = await scene.run().subscriptions.create(jobs);
    scene.faults.inject(fault, { route: routes.update, times: 3 });
    const { reason, ...kept } = await unfinishedStateOf(scene.run().subscriptions.change(known, wanted));
    const puts = scene.count(routes.update);
    scene.server.clearRequests();
    return { ...scene, known, reason, kept, puts };
  }

  it.each(lostAnswers)("and %s is sent again with the next run's declaration", async (_what, fault) => {
    for (const [declared, stored] of [
      [wanted, wantedOnServer],
      [jobs, jobsOnServer],
    ] as const) {
      await using scene = await startLostChange(fault);
      expect(scene.puts).toBe(3);
      expect(scene.kept).toEqual({ id: "17/4", outputs: { ...scene.known.outputs, unfinished: true } });
      const { subscriptions } = scene.run();
      expect(subscriptions.plan(scene.kept, declared)).toMatchObject({
        changes: expect.arrayContaining(["unfinished"]),
        replaces: [],
      });
      const known = await subscriptions.change(scene.kept, declared);
      expect(known).toEqual({ id: "17/4", outputs: { ...declared, status: "ACTIVE" } });
      expect(scene.server.writes().map(({ method }) => method)).toEqual(["PUT"]);
      expect([...scene.server.subscriptions(17).values()]).toEqual([{ id: 4, ...stored }]);
      expect(subscriptions.plan(known, declared).changes).toEqual([]);
      expect(await scene.run().subscriptions.refresh(known)).toEqual(known);
    }
  });

  it("is reported in the error", async () => {
    await using scene = await startLostChange();
    expect(scene.reason).toMatch(unfinishedError);
  });

  it("stays unfinished through a refresh, which shows the server's values, and through further lost answers", async () => {
    await using scene = await startLostChange();
    const read = await scene.run().subscriptions.refresh(scene.kept);
    expect(read?.outputs).toMatchObject({ topic: wanted.topic, unfinished: true });
    scene.faults.inject(cutConnection("before"), { route: routes.update, times: 3 });
    const again = await unfinishedStateOf(scene.run().subscriptions.change(scene.kept, jobs));
    expect(again).toMatchObject(scene.kept);
    const known = await scene.run().subscriptions.change(again, jobs);
    expect(known.outputs).toEqual({ ...jobs, status: "ACTIVE" });
  });

  it("is destroyed like any other subscription", async () => {
    await using scene = await startLostChange();
    await scene.run().subscriptions.delete(scene.kept);
    expect(scene.statuses()).toEqual({ 4: "INACTIVE" });
  });

  it("only once or twice is repeated and finished", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscriptions.create(jobs);
    scene.faults.inject(cutConnection("after"), { route: routes.update });
    scene.faults.inject(cutConnection("before"), { route: routes.update });
    const done = await scene.run().subscriptions.change(known, wanted);
    expect(done.outputs).toEqual({ ...wanted, status: "ACTIVE" });
    expect(scene.count(routes.update)).toBe(3);
  });

  it("does not include a refused change", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscriptions.create(jobs);
    Object.assign(scene.server.behaviour, { permissions: ["read"] });
    await expect(scene.run().subscriptions.change(known, wanted)).rejects.toMatchObject({
      name: "HttpError",
      code: "forbidden",
    });
  });

  it("once and then refused is unfinished, since the first attempt may have succeeded", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscriptions.create(jobs);
    scene.faults.inject(cutConnection("after"), { route: routes.update });
    scene.faults.inject({ kind: "html", status: 403, acts: false }, { route: routes.update, nth: 2 });
    const kept = await unfinishedStateOf(scene.run().subscriptions.change(known, wanted));
    expect(kept.outputs).toEqual({ ...known.outputs, unfinished: true });
  });

  it("and adopts an existing subscription is sent again", async () => {
    await using scene = await startFaultyDurst();
    scene.server.addSubscription(17, { topic: "STATUS/*", status: "INACTIVE" });
    scene.faults.inject(cutConnection("before"), { route: routes.update, times: 3 });
    const declared = { ...jobs, existingId: 4 };
    const { reason, ...kept } = await unfinishedStateOf(scene.run().subscriptions.create(declared));
    expect(kept).toEqual({ id: "17/4", outputs: { ...declared, status: "ACTIVE", unfinished: true } });
    expect(reason).toMatch(unfinishedError);
    const { subscriptions } = scene.run();
    expect(subscriptions.plan(kept, declared)).toMatchObject({ changes: ["unfinished"], replaces: [] });
    const known = await subscriptions.change(kept, declared);
    expect(known.outputs).toEqual({ ...declared, status: "ACTIVE" });
    expect([...scene.server.subscriptions(17).values()]).toEqual([{ id: 4, ...jobsOnServer }]);
    expect(scene.count(routes.create)).toBe(0);
    expect(scene.count(routes.update)).toBe(4);
    expect(subscriptions.plan(known, declared).changes).toEqual([]);
  });
});

describe.concurrent("a subscriber's change that was lost", longTimeout, () => {
  const xAuth = (password: string) => ({
    ...plainSubscriber,
    externalAuthType: "XAUTH" as const,
    xAuthInfo: { user: "durst", password },
  });
  const before = xAuth("old-canary");
  const wanted = { ...xAuth("new-canary"), hostUri: "https://other.example/" };

  async function startLostChange(
    fault: Fault = cutConnection("after"),
    masking: "deterministic" | "fresh" = "deterministic",
  ) {
    const scene = await startFaultyDurst({ masking });
    const known = await scene.run().subscribers.create(before);
    scene.faults.inject(fault, { route: routes.updateSubscriber, times: 3 });
    const { reason, ...kept } = await unfinishedStateOf(scene.run().subscribers.change(known, wanted));
    const puts = scene.count(routes.updateSubscriber);
    scene.server.clearRequests();
    return { ...scene, known, reason, kept, puts };
  }

  it.each(lostAnswers)("and %s is sent again with the next run's declaration", async (_what, fault) => {
    for (const declared of [wanted, before]) {
      await using scene = await startLostChange(fault);
      expect(scene.puts).toBe(3);
      expect(scene.kept).toEqual({ id: "18", outputs: { ...scene.known.outputs, unfinished: true } });
      const { subscribers } = scene.run();
      const known = await subscribers.change(scene.kept, declared);
      expect(scene.server.writes().map(({ method }) => method)).toEqual(["PUT"]);
      expect(scene.server.subscribers.get(18)).toEqual({ id: 18, ...declared });
      const { credentialFingerprint, ...rest } = known.outputs;
      expect(rest).toEqual(declared);
      expect(credentialFingerprint).toMatch(/^[0-9a-f]{16}$/);
      expect(credentialFingerprint === scene.known.outputs.credentialFingerprint).toBe(declared === before);
      expect(subscribers.plan(known, declared).changes).toEqual([]);
      expect(await scene.run().subscribers.refresh(known)).toEqual(known);
    }
  });

  it("is reported in the error, without a credential", async () => {
    await using scene = await startLostChange();
    expect(scene.reason).toMatch(unfinishedError);
    expect(scene.reason).not.toMatch(/canary/);
  });

  it("stays unfinished through a refresh, which shows the credential that the server accepted", async () => {
    await using scene = await startLostChange();
    const { subscribers } = scene.run();
    const read = await subscribers.refresh(scene.kept);
    expect(read?.outputs).toMatchObject({ hostUri: wanted.hostUri, unfinished: true });
    expect(JSON.stringify(read)).not.toContain("canary");
    const known = await subscribers.change(read as never, before);
    expect(scene.server.subscribers.get(18)).toEqual({ id: 18, ...before });
    expect(known).toEqual(scene.known);
    expect(scene.server.subscribersHoldingAMask()).toEqual([]);
  });

  it.each([wanted, before])(
    "at a server that masks differently each time is sent again: $hostUri",
    async (declared) => {
      await using scene = await startLostChange(cutConnection("after"), "fresh");
      const read = await scene.run().subscribers.refresh(scene.kept);
      expect(read?.outputs.unfinished).toBe(true);
      const { subscribers } = scene.run();
      const known = await subscribers.change(read as never, declared);
      expect(known.outputs).toEqual({ ...declared, credentialFingerprint: undefined });
      expect(scene.server.subscribers.get(18)).toEqual({ id: 18, ...declared });
      expect(subscribers.plan(known, declared).changes).toEqual([]);
    },
  );

  it("does not include a refused change", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscribers.create(before);
    Object.assign(scene.server.behaviour, { permissions: ["read"] });
    await expect(scene.run().subscribers.change(known, wanted)).rejects.toMatchObject({
      name: "HttpError",
      code: "forbidden",
    });
  });

  it.each(["before", "after"] as const)(
    "and adopts an existing subscriber is sent again: cut %s",
    async (when) => {
      await using scene = await startFaultyDurst();
      scene.faults.inject(cutConnection(when), { route: routes.updateSubscriber, times: 3 });
      const declared = { ...before, existingId: 17 };
      const { reason: _, ...kept } = await unfinishedStateOf(scene.run().subscribers.create(declared));
      expect(kept).toEqual({ id: "17", outputs: { ...declared, unfinished: true } });
      const { subscribers } = scene.run();
      expect(subscribers.plan(kept, declared)).toMatchObject({ changes: ["unfinished"], replaces: [] });
      const known = await subscribers.change(kept, declared);
      expect(known.outputs).toEqual({
        ...declared,
        credentialFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      });
      expect([...scene.server.subscribers.values()]).toEqual([{ id: 17, ...before }]);
      expect(scene.server.requestsTo("POST")).toEqual([]);
      expect(subscribers.plan(known, declared).changes).toEqual([]);
      expect(await scene.run().subscribers.refresh(known)).toEqual(known);
    },
  );
});
