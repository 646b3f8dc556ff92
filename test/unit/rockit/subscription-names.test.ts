import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { driverOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";

const webhook = {
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: "https://hooks.example/a",
};
/** Declared without a name: the class then sends the resource's name as the prefix. */
const unnamed = { ...webhook, namePrefix: "builds" };
const moved = { url: "https://hooks.example/b" };

let server: RockitSimulator;
const start = () => driverOf(rockitSubscriptionLifecycle, rockitRunOf(server));
const writes = () => server.writes().map(({ method, status }) => `${method} ${status}`);
const names = () => [...server.subscriptions.keys()];

beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

describe("an automatic name", () => {
  it("consists of the resource's name and a random suffix", async () => {
    const known = await start().create(unnamed);
    expect(known.id).toMatch(/^builds-[0-9a-f]{7}$/);
    expect(known.outputs).toMatchObject({ ...unnamed, name: known.id });
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([{ ...webhook, name: known.id }]);
    expect(rockitSubscriptionLifecycle.inputsOf(known.outputs)).toEqual({ ...unnamed, name: known.id });
  });

  it("differs for every subscription", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => start().create(unnamed)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(20);
  });

  it("is kept while the subscription exists: nothing is planned, even after a refresh", async () => {
    const known = await start().create(unnamed);
    const engine = start();
    expect(engine.plan(known, unnamed).changes).toEqual([]);
    const read = await engine.refresh(known);
    expect(read).toEqual(known);
    expect(engine.plan(read ?? known, unnamed).changes).toEqual([]);
    expect(engine.plan(known, { ...unnamed, namePrefix: "renamed" }).changes).toEqual([]);
  });

  it("differs after a replacement, which creates before it deletes", async () => {
    const known = await start().create(unnamed);
    const wanted = { ...unnamed, ...moved };
    expect(start().plan(known, wanted)).toMatchObject({ replaces: ["url"], deleteBeforeReplace: false });
    server.clearRequests();
    const changed = await start().change(known, wanted);
    expect(writes()).toEqual(["POST 200", "DELETE 200"]);
    expect(changed.id).toMatch(/^builds-[0-9a-f]{7}$/);
    expect(changed.id).not.toBe(known.id);
    expect(names()).toEqual([changed.id]);
    expect(changed.outputs.secret).toBe(server.secretOf(changed.id));
  });

  it("is not generated if a name is given, even if its value is still unknown", async () => {
    const { check } = rockitSubscriptionLifecycle;
    for (const name of ["nightly", UNKNOWN]) {
      expect(check({}, { ...unnamed, name })).toEqual({ inputs: { ...unnamed, name }, failures: [] });
    }
  });

  it.each(["größe", "a/b", "50 %"])("may start with %j", async (namePrefix) => {
    const known = await start().create({ ...webhook, namePrefix });
    expect(known.id.startsWith(`${namePrefix}-`)).toBe(true);
    expect(await start().refresh(known)).toEqual(known);
    await start().delete(known);
    expect(names()).toEqual([]);
  });
});

describe("an explicit name given later", () => {
  it("replaces, and creates before it deletes", async () => {
    const known = await start().create(unnamed);
    const wanted = { ...webhook, name: "nightly" };
    expect(start().plan(known, wanted)).toMatchObject({ replaces: ["name"], deleteBeforeReplace: false });
    server.clearRequests();
    const changed = await start().change(known, wanted);
    expect(writes()).toEqual(["POST 200", "DELETE 200"]);
    expect(names()).toEqual(["nightly"]);
    expect(start().plan(changed, wanted).changes).toEqual([]);
  });

  it("plans nothing if it equals the automatic name", async () => {
    const known = await start().create(unnamed);
    expect(start().plan(known, { ...webhook, name: known.id }).changes).toEqual([]);
  });
});

describe("an explicit name that is removed", () => {
  it("is kept while nothing else changes", async () => {
    const known = await start().create({ ...webhook, name: "nightly" });
    expect(start().plan(known, unnamed).changes).toEqual([]);
  });

  it("becomes an automatic name with the next change, which creates before it deletes", async () => {
    const known = await start().create({ ...webhook, name: "nightly" });
    const wanted = { ...unnamed, ...moved };
    expect(start().plan(known, wanted)).toMatchObject({ replaces: ["url"], deleteBeforeReplace: false });
    server.clearRequests();
    const changed = await start().change(known, wanted);
    expect(writes()).toEqual(["POST 200", "DELETE 200"]);
    expect(changed.id).toMatch(/^builds-/);
    expect(names()).toEqual([changed.id]);
  });
});

describe("the order of a replacement", () => {
  it("is to delete first under the same explicit name, since names are unique", async () => {
    const known = await start().create({ ...webhook, name: "nightly" });
    const wanted = { ...webhook, ...moved, name: "nightly" };
    expect(start().plan(known, wanted)).toMatchObject({ replaces: ["url"], deleteBeforeReplace: true });
    server.clearRequests();
    const changed = await start().change(known, wanted);
    expect(writes()).toEqual(["DELETE 200", "POST 200"]);
    expect(changed.outputs.secret).toBe(server.secretOf("nightly"));
    expect(changed.outputs.secret).not.toBe(known.outputs.secret);
  });

  it("is to create first under another explicit name, whatever else changes", async () => {
    const known = await start().create({ ...webhook, name: "nightly" });
    const wanted = { ...webhook, ...moved, name: "weekly" };
    expect(start().plan(known, wanted)).toMatchObject({
      replaces: ["name", "url"],
      deleteBeforeReplace: false,
    });
    server.clearRequests();
    await start().change(known, wanted);
    expect(writes()).toEqual(["POST 200", "DELETE 200"]);
    expect(names()).toEqual(["weekly"]);
  });

  it("is to delete first under the same name even without a change, since the engine may still replace", async () => {
    const known = await start().create({ ...webhook, name: "nightly" });
    expect(start().plan(known, { ...webhook, name: "nightly" })).toEqual({
      changes: [],
      replaces: [],
      deleteBeforeReplace: true,
    });
  });

  it("never deletes a subscription that the same run created under the old name", async () => {
    const engine = start();
    const old = await engine.create({ ...webhook, name: "nightly" });
    server.remove("nightly");
    const run = start();
    const known = await run.create({ ...webhook, name: "nightly" });
    await run.delete(old);
    expect(server.secretOf("nightly")).toBe(known.outputs.secret);
    await run.delete(known);
    expect(server.subscriptions.size).toBe(0);
  });
});

describe("a name in another Unicode spelling", () => {
  const [decomposed, composed] = ["gro\u0308\u00dfe", "größe"];

  it("is the same subscription: nothing is planned, and a replacement deletes first", async () => {
    const known = await start().create({ ...webhook, name: decomposed });
    expect(start().plan(known, { ...webhook, name: composed }).changes).toEqual([]);
    expect(start().plan(known, { ...webhook, ...moved, name: composed })).toMatchObject({
      replaces: ["url"],
      deleteBeforeReplace: true,
    });
  });

  it("is found at a server that stores the composed form, and keeps the declared spelling", async () => {
    const known = { id: decomposed, outputs: { ...webhook, name: decomposed } };
    server.add({ ...webhook, name: composed } as never);
    expect(await start().refresh(known as never)).toMatchObject(known);
  });
});
