import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RockitNewSubscription, type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { retryWithoutWaits } from "../http/retry-without-waits.ts";
import { keptOf, start, toCreate, toList, webhook } from "./creations.ts";

retryWithoutWaits();

let server: RockitSimulator;
beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

const many = (count: number, prefix = "n") => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const declared = (name: string) => ({ ...webhook, name });
const added = (...names: string[]) => {
  for (const name of names) server.add(structuredClone(declared(name)) as unknown as RockitNewSubscription);
};
const created = (...names: string[]) => {
  const engine = start(server);
  return Promise.all(names.map((name) => engine.create(declared(name))));
};
const lists = () => server.requestsTo("GET").length;

describe("simultaneous creations", () => {
  it.each([
    ["no subscriptions", 0, 1],
    // One request for the page, one for the entries after it.
    ["few subscriptions", 30, 2],
    ["three pages of them", 250, 4],
  ])("share one list of %s", async (_what, existing, requests) => {
    added(...many(existing, "theirs"));
    const engine = start(server);
    await Promise.all(many(100).map((name) => engine.create(declared(name))));
    expect(lists()).toBe(requests);
    expect(server.requestsTo("POST")).toHaveLength(100);
    expect(server.subscriptions.size).toBe(existing + 100);
  });

  it("share the list with later creations of the run, and with no other run", async () => {
    const engine = start(server);
    await engine.create(declared("first"));
    await engine.create(declared("second"));
    expect(lists()).toBe(1);
    await start(server).create(declared("third"));
    expect(lists()).toBeGreaterThan(1);
  });

  it("share a failure of the list, and one creation reads the list again", async () => {
    server.faults.inject({ kind: "status", status: 503, acts: false }, { ...toList, times: 3 });
    const engine = start(server);
    const outcomes = await Promise.allSettled(many(10).map((name) => engine.create(declared(name))));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
    expect(lists()).toBe(3);
    expect(server.writes()).toEqual([]);
    await Promise.all(many(10).map((name) => engine.create(declared(name))));
    expect(lists()).toBe(4);
  });

  it("all get their secrets, even if answers are lost", async () => {
    server.faults.inject({ kind: "no-secret" }, { ...toCreate, nth: 1, times: 5 });
    server.faults.inject({ kind: "cut", when: "after" }, { ...toCreate, nth: 10, times: 5 });
    server.faults.inject({ kind: "cut", when: "before" }, { ...toCreate, nth: 20, times: 5 });
    const engine = start(server);
    const names = many(30);
    const outcomes = await Promise.allSettled(names.map((name) => engine.create(declared(name))));
    expect(server.faults.injected).toHaveLength(15);
    for (const [index, outcome] of outcomes.entries()) {
      const name = names[index] ?? expect.fail();
      if (outcome.status === "fulfilled") continue;
      // A creation that lost three answers.
      const kept = await keptOf(Promise.reject(outcome.reason));
      await start(server).change(kept, declared(name));
    }
    expect([...server.subscriptions.keys()].sort()).toEqual(names.sort());
  });
});

describe("a list that wrongly lacks an entry", () => {
  /** Hides an entry in the pages that the first requests get. */
  const hide = (name: string, requests: number) =>
    Object.assign(server.behaviour, {
      listShape() {
        const offset = Number(server.requestsTo("GET").at(-1)?.query["offset"]);
        return [...server.subscriptions.values()]
          .filter((entry) => lists() > requests || entry.name !== name)
          .sort((one, other) => (one.name < other.name ? -1 : 1))
          .slice(offset);
      },
    });
  const known = async () => (await created("only"))[0] ?? expect.fail();

  it("does not mean a deletion: the only entry", async () => {
    const only = await known();
    server.clearRequests();
    server.faults.inject({ kind: "missing-entry" }, toList);
    expect(await start(server).refresh(only)).toEqual(only);
    expect(server.faults.injected).toHaveLength(1);
    expect(lists()).toBe(2);
  });

  it("does not mean a deletion: one of many entries, read at once", async () => {
    const all = await created(...many(50));
    server.clearRequests();
    hide("n7", 2);
    const engine = start(server);
    expect(await Promise.all(all.map((each) => engine.refresh(each)))).toEqual(all);
    // The first page, the look past its end for the hidden entry, and a second list.
    expect(lists()).toBe(3);
  });

  it.each(many(5))("does not mean a deletion: a page without %s", async (name) => {
    const all = await created(...many(5));
    // The number of the request decides which entry is left out.
    for (let n = 0; n < Number(name.slice(1)); n++) await start(server).get("n0");
    server.faults.inject({ kind: "missing-entry" }, toList);
    const engine = start(server);
    expect(await Promise.all(all.map((each) => engine.refresh(each)))).toEqual(all);
    expect(server.faults.injected).toHaveLength(1);
  });

  it("does not mean a deletion while the second list fails", async () => {
    const only = await known();
    server.faults.inject({ kind: "missing-entry" }, toList);
    server.faults.inject({ kind: "status", status: 503, acts: false }, { ...toList, nth: 2, times: 3 });
    const engine = start(server);
    await expect(engine.refresh(only)).rejects.toMatchObject({ status: 503 });
    expect(await engine.refresh(only)).toEqual(only);
  });
});

describe("a missing subscription", () => {
  it("counts as deleted after two lists, which simultaneous reads share", async () => {
    const all = await created(...many(50));
    for (const name of ["n3", "n30"]) server.remove(name);
    server.clearRequests();
    const engine = start(server);
    const refreshed = await Promise.all(all.map((each) => engine.refresh(each)));
    expect(refreshed).toEqual(all.map((each) => (["n3", "n30"].includes(each.id) ? undefined : each)));
    // Two lists, each of a page and a look past its end.
    expect(lists()).toBe(4);
    await Promise.all(all.map((each) => engine.refresh(each)));
    expect(lists()).toBe(4);
  });

  it("is looked for again, in two lists, after a write", async () => {
    const engine = start(server);
    const gone = await engine.create(declared("gone"));
    const there = await engine.create(declared("there"));
    server.remove("gone");
    server.clearRequests();
    expect(await engine.refresh(there)).toEqual(there);
    expect(await engine.refresh(gone)).toBeUndefined();
    expect(lists()).toBe(4);
    server.add(structuredClone(declared("gone")) as unknown as RockitNewSubscription);
    await engine.create(declared("another"));
    expect(await engine.refresh(gone)).toEqual(gone);
    expect(lists()).toBe(5);
    server.remove("there");
    await engine.create(declared("one more"));
    expect(await engine.refresh(there)).toBeUndefined();
    expect(lists()).toBe(9);
  });
});
