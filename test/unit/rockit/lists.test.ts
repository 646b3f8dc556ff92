import { describe, expect, it } from "vitest";
import type { RockitNewSubscription } from "../../simulators/index.ts";
import {
  createRequest,
  listRequest,
  setUpCreationTests,
  startCheckedEngine,
  unfinishedStateOf,
  webhook,
} from "./creations.ts";
import { server } from "./server.ts";

setUpCreationTests();

const manyNames = (count: number, prefix = "n") => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const webhookNamed = (name: string) => ({ ...webhook, name });
const addToServer = (...names: string[]) => {
  for (const name of names)
    server.add(structuredClone(webhookNamed(name)) as unknown as RockitNewSubscription);
};
const createAll = (...names: string[]) => {
  const engine = startCheckedEngine(server);
  return Promise.all(names.map((name) => engine.create(webhookNamed(name))));
};
const listCount = () => server.requestsTo("GET").length;

describe("simultaneous creations", () => {
  it.each([
    ["no subscriptions", 0, 1],
    // One request for the page, one for the entries after it.
    ["few subscriptions", 30, 2],
    ["three pages of them", 250, 4],
  ])("share one list of %s", async (_what, existing, requests) => {
    addToServer(...manyNames(existing, "theirs"));
    const engine = startCheckedEngine(server);
    await Promise.all(manyNames(100).map((name) => engine.create(webhookNamed(name))));
    expect(listCount()).toBe(requests);
    expect(server.requestsTo("POST")).toHaveLength(100);
    expect(server.subscriptions.size).toBe(existing + 100);
  });

  it("share the list with later creations of the run, and with no other run", async () => {
    const engine = startCheckedEngine(server);
    await engine.create(webhookNamed("first"));
    await engine.create(webhookNamed("second"));
    expect(listCount()).toBe(1);
    await startCheckedEngine(server).create(webhookNamed("third"));
    expect(listCount()).toBeGreaterThan(1);
  });

  it("share a failure of the list, and one creation reads the list again", async () => {
    server.faults.inject({ kind: "status", status: 503, acts: false }, { ...listRequest, times: 3 });
    const engine = startCheckedEngine(server);
    const outcomes = await Promise.allSettled(manyNames(10).map((name) => engine.create(webhookNamed(name))));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
    expect(listCount()).toBe(3);
    expect(server.writes()).toEqual([]);
    await Promise.all(manyNames(10).map((name) => engine.create(webhookNamed(name))));
    expect(listCount()).toBe(4);
  });

  it("all get their secrets, even if answers are lost", async () => {
    server.faults.inject({ kind: "no-secret" }, { ...createRequest, nth: 1, times: 5 });
    server.faults.inject({ kind: "cut", when: "after" }, { ...createRequest, nth: 10, times: 5 });
    server.faults.inject({ kind: "cut", when: "before" }, { ...createRequest, nth: 20, times: 5 });
    const engine = startCheckedEngine(server);
    const names = manyNames(30);
    const outcomes = await Promise.allSettled(names.map((name) => engine.create(webhookNamed(name))));
    expect(server.faults.injected).toHaveLength(15);
    for (const [index, outcome] of outcomes.entries()) {
      const name = names[index] ?? expect.fail();
      if (outcome.status === "fulfilled") continue;
      // A creation that lost three answers.
      const kept = await unfinishedStateOf(Promise.reject(outcome.reason));
      await startCheckedEngine(server).change(kept, webhookNamed(name));
    }
    expect([...server.subscriptions.keys()].sort()).toEqual(names.sort());
  });
});

describe("a list that wrongly lacks an entry", () => {
  /** Hides an entry from the pages of the first requests. */
  const hideEntry = (name: string, requests: number) =>
    Object.assign(server.behaviour, {
      listShape() {
        const offset = Number(server.requestsTo("GET").at(-1)?.query["offset"]);
        return [...server.subscriptions.values()]
          .filter((entry) => listCount() > requests || entry.name !== name)
          .sort((one, other) => (one.name < other.name ? -1 : 1))
          .slice(offset);
      },
    });
  const createOnly = async () => (await createAll("only"))[0] ?? expect.fail();

  it("does not mean a deletion: the only entry", async () => {
    const only = await createOnly();
    server.clearRequests();
    server.faults.inject({ kind: "missing-entry" }, listRequest);
    expect(await startCheckedEngine(server).refresh(only)).toEqual(only);
    expect(server.faults.injected).toHaveLength(1);
    expect(listCount()).toBe(2);
  });

  it("does not mean a deletion: one of many entries, read at once", async () => {
    const all = await createAll(...manyNames(50));
    server.clearRequests();
    hideEntry("n7", 2);
    const engine = startCheckedEngine(server);
    expect(await Promise.all(all.map((each) => engine.refresh(each)))).toEqual(all);
    // The first page, the request past its end for the hidden entry, and a second list.
    expect(listCount()).toBe(3);
  });

  it.each(manyNames(5))("does not mean a deletion: a page without %s", async (name) => {
    const all = await createAll(...manyNames(5));
    // The number of the request decides which entry is left out.
    for (let n = 0; n < Number(name.slice(1)); n++) await startCheckedEngine(server).get("n0");
    server.faults.inject({ kind: "missing-entry" }, listRequest);
    const engine = startCheckedEngine(server);
    expect(await Promise.all(all.map((each) => engine.refresh(each)))).toEqual(all);
    expect(server.faults.injected).toHaveLength(1);
  });

  it("does not mean a deletion while the second list fails", async () => {
    const only = await createOnly();
    server.faults.inject({ kind: "missing-entry" }, listRequest);
    server.faults.inject({ kind: "status", status: 503, acts: false }, { ...listRequest, nth: 2, times: 3 });
    const engine = startCheckedEngine(server);
    await expect(engine.refresh(only)).rejects.toMatchObject({ status: 503 });
    expect(await engine.refresh(only)).toEqual(only);
  });
});

describe("a missing subscription", () => {
  it("counts as deleted after two lists, which simultaneous reads share", async () => {
    const all = await createAll(...manyNames(50));
    for (const name of ["n3", "n30"]) server.remove(name);
    server.clearRequests();
    const engine = startCheckedEngine(server);
    const refreshed = await Promise.all(all.map((each) => engine.refresh(each)));
    expect(refreshed).toEqual(all.map((each) => (["n3", "n30"].includes(each.id) ? undefined : each)));
    // Two lists, each of a page and a request past its end.
    expect(listCount()).toBe(4);
    await Promise.all(all.map((each) => engine.refresh(each)));
    expect(listCount()).toBe(4);
  });

  it("is looked up again, in two lists, after a write", async () => {
    const engine = startCheckedEngine(server);
    const removed = await engine.create(webhookNamed("removed"));
    const kept = await engine.create(webhookNamed("kept"));
    server.remove("removed");
    server.clearRequests();
    expect(await engine.refresh(kept)).toEqual(kept);
    expect(await engine.refresh(removed)).toBeUndefined();
    expect(listCount()).toBe(4);
    server.add(structuredClone(webhookNamed("removed")) as unknown as RockitNewSubscription);
    await engine.create(webhookNamed("another"));
    expect(await engine.refresh(removed)).toEqual(removed);
    expect(listCount()).toBe(5);
    server.remove("kept");
    await engine.create(webhookNamed("one more"));
    expect(await engine.refresh(kept)).toBeUndefined();
    expect(listCount()).toBe(9);
  });
});
