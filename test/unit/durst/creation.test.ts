import { describe, expect, it } from "vitest";
import type { Fault } from "../../simulators/index.ts";
import { failureOf } from "./durst-server.ts";
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

const created = { id: "17/4", outputs: { ...jobs, status: "ACTIVE" } };

/** Faults of a creation that the server has acted on. */
const acted: [string, Fault][] = [
  ["a cut in the answer", cut("while")],
  ["a cut before the answer", cut("after")],
  ["a 500", { kind: "status", status: 500, acts: true }],
  ["a 502", { kind: "status", status: 502, acts: true }],
  ["a 503", { kind: "status", status: 503, acts: true }],
  ["a 504", { kind: "status", status: 504, acts: true }],
  ["a balancer's page", { kind: "html", status: 502, acts: true }],
  ["an answer that never comes", { kind: "slow-body", ms: forEver }],
];
/** Answers that came whole. */
const odd: [string, Fault][] = [
  ["a balancer's page for 200", { kind: "html", status: 200, acts: true }],
  ["malformed JSON", { kind: "malformed-json" }],
  ["truncated JSON", { kind: "truncated-json" }],
  ["JSON of another shape", { kind: "wrong-shape" }],
  ["an answer that is too large", { kind: "huge-json" }],
];

describe.concurrent.each(["create", "plain"] as const)(
  "a creation by the route %s",
  patience,
  (createPath) => {
    it.each(acted)("that was made and lost to %s is found and kept", async (_what, fault) => {
      await using scene = await startFaulty({ createPath });
      const { subscriptions } = scene.run(fault.kind === "slow-body" ? { requestTimeout: 1000 } : {});
      scene.faults.inject(fault, { route: routes[createPath] });
      expect(await subscriptions.create(jobs)).toEqual(created);
      expect([...scene.server.subscriptions(17).values()]).toEqual([{ id: 4, ...onServer }]);
      expect(subscriptions.said).toEqual([found]);
      expect(scene.count(routes[createPath])).toBe(1);
      expect(scene.count(routes.list)).toBe(firstLook);
      expect(scene.server.requestsTo("PUT")).toEqual([]);
      expect(subscriptions.plan(created as never, jobs).changes).toEqual([]);
    });

    it.each(odd)("that was made and answered with %s is found and kept", async (_what, fault) => {
      await using scene = await startFaulty({ createPath });
      const { subscriptions } = scene.run();
      scene.faults.inject(fault, { route: routes[createPath], times: forEver });
      expect(await subscriptions.create(jobs)).toEqual(created);
      expect([...scene.server.subscriptions(17).values()]).toEqual([{ id: 4, ...onServer }]);
      expect(subscriptions.said).toEqual([
        "the server's answer could not be read; the created subscription was found and is kept",
      ]);
      expect(scene.count(routes[createPath])).toBe(1);
      expect(scene.server.requestsTo("PUT")).toEqual([]);
    });

    it.each<[string, Fault]>([
      ["a page for 200", { kind: "html", status: 200, acts: false }],
      ["a redirect", { kind: "redirect", to: "https://elsewhere.example/" }],
    ])("that was answered with %s and not made fails at once", async (_what, fault) => {
      await using scene = await startFaulty({ createPath });
      scene.faults.inject(fault, { route: routes[createPath] });
      await expect(scene.run().subscriptions.create(jobs)).rejects.toMatchObject({
        code: "unexpected-answer",
        message: expect.stringMatching(/; nothing was created$/),
      });
      expect(scene.count(routes[createPath])).toBe(1);
      expect(scene.statuses()).toEqual({});
    });

    it.each<[string, Fault]>([
      ["a cut", cut("before")],
      ["a 503", { kind: "status", status: 503, acts: false }],
      ["a balancer's page", { kind: "html", status: 504, acts: false }],
    ])("that was lost to %s and not made is sent again, after three looks", async (_what, fault) => {
      await using scene = await startFaulty({ createPath });
      const { subscriptions } = scene.run();
      scene.faults.inject(fault, { route: routes[createPath] });
      expect(await subscriptions.create(jobs)).toEqual(created);
      expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
      expect(subscriptions.said).toEqual([]);
      const sent = scene.server.requests.map(({ route }) => route).slice(1 + listsBefore);
      const ours: string[] = [routes[createPath], routes.list];
      expect(sent.filter((route) => ours.includes(route))).toEqual([
        routes[createPath],
        ...Array(3).fill(routes.list),
        routes[createPath],
        // For one that came late after all, and a list may lack it by mistake.
        routes.list,
        routes.list,
      ]);
    });
  },
);

describe.concurrent("a creation", patience, () => {
  it("that is refused is not looked for, and is not sent again", async () => {
    await using scene = await startFaulty({ permissions: ["read"] });
    await expect(scene.run().subscriptions.create(jobs)).rejects.toMatchObject({
      name: "HttpError",
      code: "forbidden",
    });
    expect(scene.count(routes.create)).toBe(1);
    expect(scene.count(routes.list)).toBe(listsBefore);
  });

  it("that comes too early is sent again without a look", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    scene.faults.inject({ kind: "rate-limited", retryAfter: 0 }, { route: routes.create });
    expect(await subscriptions.create(jobs)).toEqual(created);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
    expect(scene.count(routes.create)).toBe(2);
    expect(scene.count(routes.list)).toBe(listsBefore);
  });

  it("of which nobody knows what was there before is not sent, and the next one asks anew", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    scene.faults.inject({ kind: "malformed-json" }, { route: routes.list });
    scene.server.addSubscription(17, onServer);
    await expect(subscriptions.create(jobs)).rejects.toMatchObject({
      name: "HttpError",
      code: "unexpected-answer",
    });
    expect(scene.server.writes()).toEqual([]);
    expect(await subscriptions.create(jobs)).toMatchObject({ id: "17/5" });
  });

  it("that is lost three times and never made is unfinished, and the words say what comes next", async () => {
    await using scene = await startFaulty();
    scene.faults.inject({ kind: "status", status: 503, acts: false }, { route: routes.create, times: 3 });
    const { reason, ...kept } = await unfinishedOf(scene.run().subscriptions.create(jobs));
    expect(kept).toEqual({
      id: "17/?",
      outputs: { ...jobs, status: "ACTIVE", unfinished: { besides: [] } },
    });
    expect(reason).toBe(
      `${new URL(scene.server.endpoint).host} answered 503 and said: 503 Service Unavailable; run the command again later; it is kept in the state as unfinished: the next \`pulumi up\` sets leftovers INACTIVE and creates it again`,
    );
    expect(scene.count(routes.create)).toBe(3);
    expect(scene.count(routes.list)).toBe(listsBefore + 3 * 3);
    expect(scene.statuses()).toEqual({});
  });

  it("that is refused after one was lost is unfinished, for the first one may be there", async () => {
    await using scene = await startFaulty();
    scene.faults.inject(cut("before"), { route: routes.create });
    scene.faults.inject({ kind: "html", status: 403, acts: false }, { route: routes.create, nth: 2 });
    const { id, reason } = await unfinishedOf(scene.run().subscriptions.create(jobs));
    expect(id).toBe("17/?");
    expect(reason).toMatch(/answered 403 .*; this account lacks the permission; it is kept in the state/);
    expect(scene.count(routes.create)).toBe(2);
  });
});

describe.concurrent("a look that fails", patience, () => {
  it.each<[string, Fault, number]>([
    ["three times", { kind: "status", status: 500, acts: false }, 3],
    ["for good", { kind: "truncated-json" }, 1],
    ["with another shape", { kind: "wrong-shape" }, 1],
  ])("%s leaves the creation unfinished, with what was there before", async (_how, fault, times) => {
    await using scene = await startFaulty();
    scene.server.addSubscription(17, { ...onServer, path: "other/" });
    scene.server.addSubscription(17, { ...onServer, status: "INACTIVE" });
    scene.faults.inject(cut("after"), { route: routes.create });
    scene.faults.inject(fault, { route: routes.list, nth: firstLook, times });
    const { reason, ...kept } = await unfinishedOf(scene.run().subscriptions.create(jobs));
    expect(kept).toEqual({
      id: "17/?",
      outputs: { ...jobs, status: "ACTIVE", unfinished: { besides: [4, 5] } },
    });
    expect(reason).toMatch(/gave no usable answer .*: the connection was cut; it is kept in the state/);
    expect(scene.count(routes.create)).toBe(1);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "INACTIVE", 6: "ACTIVE" });
  });

  it("once is asked again", async () => {
    await using scene = await startFaulty();
    scene.faults.inject(cut("after"), { route: routes.create });
    scene.faults.inject(cut("while"), { route: routes.list, nth: firstLook });
    expect(await scene.run().subscriptions.create(jobs)).toEqual(created);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
  });
});

describe.concurrent("a server that acts late", patience, () => {
  const late: Fault = { kind: "delay", ms: forEver };

  it.each([0, 1, 2])("after look %i: what it made is found by the next one", async (look) => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run();
    scene.faults.inject(cut("before"), { route: routes.create });
    scene.faults.inject(late, { route: routes.list, nth: look + firstLook });
    const creating = subscriptions.create(jobs);
    await scene.arrived(routes.list, look + firstLook);
    scene.server.addSubscription(17, onServer);
    await scene.faults.heal();
    expect(await creating).toEqual(created);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
    expect(subscriptions.said).toEqual([found]);
    expect(scene.count(routes.create)).toBe(1);
    expect(scene.count(routes.list)).toBe(look + firstLook);
  });

  it("when nobody waits for its answer any more: what it made is found", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run({ requestTimeout: 1000 });
    scene.faults.inject(late, { route: routes.create });
    scene.faults.inject(late, { route: routes.list, nth: firstLook });
    const creating = subscriptions.create(jobs);
    await scene.arrived(routes.list, firstLook);
    await scene.faults.heal();
    expect(await creating).toEqual(created);
    expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
    expect(scene.count(routes.create)).toBe(1);
  });

  it("after the last look, when it is asked again: one stays, the other becomes INACTIVE", async () => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run({ requestTimeout: 2500 });
    scene.faults.inject(late, { route: routes.create, times: 2 });
    const creating = subscriptions.create(jobs);
    await scene.arrived(routes.create, 2);
    await scene.faults.heal();
    expect(await creating).toMatchObject({ id: "17/5" });
    expect(scene.statuses()).toEqual({ 4: "INACTIVE", 5: "ACTIVE" });
    expect(scene.server.requestsTo("PUT")).toHaveLength(1);
  });

  it.each([
    ["cleared up", routes.update],
    ["looked for", routes.list],
  ])("after the last look, and it can't be %s: none stays that no state knows", async (_what, route) => {
    await using scene = await startFaulty();
    const { subscriptions } = scene.run({ requestTimeout: 2500 });
    scene.faults.inject(late, { route: routes.create, times: 2 });
    const creating = subscriptions.create(jobs).catch(() => undefined);
    await scene.arrived(routes.create, 2);
    await scene.faults.heal();
    scene.faults.inject({ kind: "status", status: 503, acts: false }, { route, times: 3 });
    const known = await creating;
    const active = Object.entries(scene.statuses()).filter(([, status]) => status === "ACTIVE");
    // What is unfinished is cleared up by the next run.
    if (known !== undefined) expect(active).toEqual([[known.id.split("/")[1], "ACTIVE"]]);
  });

  it("after the run: it is unfinished, and the next run finishes it", async () => {
    await using scene = await startFaulty();
    scene.faults.inject(late, { route: routes.create, times: 3 });
    const kept = await unfinishedOf(scene.run({ requestTimeout: 1000 }).subscriptions.create(jobs));
    expect(kept.reason).toMatch(/no answer came in time; run the command again later, or raise/);
    await scene.faults.heal();
    expect(scene.statuses()).toEqual({ 4: "ACTIVE", 5: "ACTIVE", 6: "ACTIVE" });
    expect(await scene.run().subscriptions.change(kept, jobs)).toMatchObject({ id: "17/7" });
    expect(scene.statuses()).toEqual({ 4: "INACTIVE", 5: "INACTIVE", 6: "INACTIVE", 7: "ACTIVE" });
  });

  it.each([
    [6000, 100, 300],
    [3000, 50, 150],
  ])(
    "is looked at again as its timeout of %i ms suggests: after %i and %i ms",
    async (requestTimeout, ...waits) => {
      await using scene = await startFaulty();
      scene.faults.inject(cut("before"), { route: routes.create });
      await scene.run({ requestTimeout }).subscriptions.create(jobs);
      const looks = scene.server.requests
        .filter(({ route }) => route === routes.list)
        .slice(listsBefore)
        .map(({ at }) => at);
      // A timer may be early by a millisecond, as seen by the clock of the day.
      waits.forEach((wait, index) => {
        expect(Number(looks[index + 1]) - Number(looks[index])).toBeGreaterThanOrEqual(wait - 2);
      });
    },
  );
});

it.concurrent(
  "a creation for a subscriber that is removed meanwhile ends unfinished, and is gone at the next refresh",
  patience,
  async () => {
    await using scene = await startFaulty();
    scene.server.addSubscriber(host);
    scene.faults.inject(cut("before"), { route: routes.create });
    const creating = unfinishedOf(scene.run().subscriptions.create(jobs));
    await scene.arrived(routes.list, firstLook);
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
