import { describe, expect, test } from "vitest";
import { type Fault, type FaultPlace, startDurst, startRockit } from "../../../simulators/index.ts";
import { durstClient, rockitClient } from "../http.ts";
import { path, webhook, webhookNamed } from "./subscriptions.ts";

const rateLimited: Fault = { kind: "rate-limited" };
const unavailable: Fault = { kind: "status", status: 503, acts: false };

describe("a planned fault", () => {
  test.each<[FaultPlace, string]>([
    [{}, "429 200 200 200 200"],
    [{ nth: 3 }, "200 200 429 200 200"],
    [{ nth: 2, times: 2 }, "200 429 429 200 200"],
    [{ nth: 2, times: Number.POSITIVE_INFINITY }, "200 429 429 429 429"],
    [{ route: `GET ${path}`, nth: 2 }, "200 429 200 200 200"],
    [{ route: `DELETE ${path}/:name` }, "200 200 200 200 429"],
    [{ route: /^(POST|DELETE)/g, nth: 2 }, "200 200 200 200 429"],
  ])("%o gives the statuses %s", async (place, expected) => {
    await using rockit = await startRockit();
    const { list, create } = rockitClient(rockit);
    await list();
    rockit.faults.inject(rateLimited, place);
    const answers = [await list(), await list(), await list(), await create(webhook)];
    answers.push(await rockitClient(rockit).delete("a"));
    // A failed creation leaves nothing to delete.
    const statuses = answers.map(({ status }) => (status === 404 ? 200 : status));
    expect(statuses.join(" ")).toBe(expected);
    const hit = rockit.requests.filter(({ status }) => status === 429);
    expect(rockit.faults.injected).toEqual(
      hit.map(({ route, nth }) => ({ kind: "rate-limited", route, nth })),
    );
  });

  test("that is due first is injected first; the others keep counting and come later", async () => {
    await using rockit = await startRockit();
    const { list } = rockitClient(rockit);
    rockit.faults.inject(rateLimited, { nth: 2 });
    rockit.faults.inject(unavailable, { nth: 2 });
    rockit.faults.inject(unavailable, { nth: 4 });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await list()).status);
    expect(statuses).toEqual([200, 429, 503, 503, 200]);
  });

  test("that no request of the server could have is refused", async () => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    const inject = (fault: Fault, place?: FaultPlace) => () => rockit.faults.inject(fault, place);
    expect(inject({ kind: "token-expiry" })).toThrow("ROCKIT cannot have the fault token-expiry");
    expect(inject({ kind: "restart" })).toThrow("ROCKIT cannot");
    expect(() => rockit.faults.random({ seed: 1, chance: 1, kinds: [{ kind: "restart" }] })).toThrow();
    for (const kind of ["empty-secret", "no-secret", "list-changes"] as const) {
      expect(() => durst.faults.inject({ kind })).toThrow(`Durst cannot have the fault ${kind}`);
    }
    expect(inject(rateLimited, { route: `GET ${path}/` })).toThrow(`GET ${path}/; routes: `);
    expect(inject({ kind: "no-secret" }, { route: `GET ${path}` })).toThrow("no request could have");
    expect(inject(rateLimited, { route: /^PATCH/ })).toThrow("no request could have");
    expect(inject(rateLimited, { route: "unknown" })).not.toThrow();
  });

  test("names a route without the base path", async () => {
    await using rockit = await startRockit({ basePath: "/edge" });
    await using durst = await startDurst({ basePath: "/workflow" });
    rockit.faults.inject({ kind: "no-secret" }, { route: `POST ${path}` });
    durst.faults.inject({ kind: "token-expiry" }, { route: "GET /api/v1/subscribers/:subscriberId" });
    expect((await rockitClient(rockit).create(webhook)).json()).not.toHaveProperty("secret");
    expect((await (await durstClient(durst)).get("/subscribers/17")).status).toBe(401);
  });
});

describe("random faults", () => {
  const kinds: Fault[] = [rateLimited, unavailable, { kind: "wrong-shape" }, { kind: "no-secret" }];

  async function sequence(seed: number, chance = 0.5, routes?: RegExp): Promise<string> {
    await using rockit = await startRockit();
    const { list, create } = rockitClient(rockit);
    rockit.faults.random({ seed, chance, kinds, ...(routes && { routes }) });
    for (let count = 0; count < 20; count += 1) {
      await list();
      await create(webhookNamed(`n${count}`));
    }
    return rockit.faults.injected.map(({ kind, route, nth }) => `${kind} ${route} ${nth}`).join("\n");
  }

  test("are equal for equal seeds and differ for different seeds", async () => {
    const first = await sequence(42);
    expect(await sequence(42)).toBe(first);
    expect(await sequence(43)).not.toBe(first);
    for (const { kind } of kinds) expect(first).toContain(kind);
    expect(first).not.toContain("no-secret GET");
    const count = first.split("\n").length;
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThan(30);
  });

  test("with chance 0 hit no request, with chance 1 every request of the chosen routes", async () => {
    expect(await sequence(1, 0)).toBe("");
    expect((await sequence(1, 1)).split("\n")).toHaveLength(40);
    const posts = (await sequence(1, 1, /^POST/)).split("\n");
    expect(posts).toHaveLength(20);
    expect(posts.every((line) => line.includes(`POST ${path}`))).toBe(true);
  });

  test("give way to a planned fault that is due, and a later call of random() replaces an earlier one", async () => {
    await using rockit = await startRockit();
    const { list } = rockitClient(rockit);
    rockit.faults.random({ seed: 1, chance: 1, kinds: [rateLimited] });
    rockit.faults.inject(unavailable, { nth: 2 });
    const statuses = [await list(), await list()].map(({ status }) => status);
    rockit.faults.random({ seed: 1, chance: 1, kinds: [{ kind: "html", status: 502, acts: false }] });
    statuses.push((await list()).status);
    expect(statuses).toEqual([429, 503, 502]);
  });
});

test("heal ends planned and random faults and keeps the list of injected ones", async () => {
  await using rockit = await startRockit();
  const { list } = rockitClient(rockit);
  rockit.faults.inject(unavailable, { times: Number.POSITIVE_INFINITY });
  rockit.faults.random({ seed: 1, chance: 1, kinds: [rateLimited] });
  expect((await list()).status).toBe(503);
  await rockit.faults.heal();
  expect((await list()).status).toBe(200);
  expect(rockit.faults.injected).toHaveLength(1);
  rockit.faults.inject(rateLimited);
  expect((await list()).status).toBe(429);
});
