import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { server, startEngine, startServerForEachTest } from "./server.ts";

const webhook = {
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: "https://hooks.example/a",
};
/** Declared without a name: the class then sends the resource's name as the prefix. */
const autoNamed = { ...webhook, namePrefix: "builds" };
const otherUrl = { url: "https://hooks.example/b" };

const writes = () => server.writes().map(({ method, status }) => `${method} ${status}`);
const names = () => [...server.subscriptions.keys()];

startServerForEachTest();

describe("an automatic name", () => {
  it("consists of the resource's name and a random suffix", async () => {
    const known = await startEngine().create(autoNamed);
    expect(known.id).toMatch(/^builds-[0-9a-f]{7}$/);
    expect(known.outputs).toMatchObject({ ...autoNamed, name: known.id });
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([{ ...webhook, name: known.id }]);
    expect(rockitSubscriptionLifecycle.inputsOf(known.outputs)).toEqual({ ...autoNamed, name: known.id });
  });

  it("differs for every subscription", async () => {
    const created = await Promise.all(Array.from({ length: 20 }, () => startEngine().create(autoNamed)));
    expect(new Set(created.map(({ id }) => id)).size).toBe(20);
  });

  it("is kept while the subscription exists: nothing is planned, even after a refresh", async () => {
    const known = await startEngine().create(autoNamed);
    const engine = startEngine();
    expect(engine.plan(known, autoNamed).changes).toEqual([]);
    const read = await engine.refresh(known);
    expect(read).toEqual(known);
    expect(engine.plan(read ?? known, autoNamed).changes).toEqual([]);
    expect(engine.plan(known, { ...autoNamed, namePrefix: "renamed" }).changes).toEqual([]);
  });

  it("differs after a replacement, which creates before it deletes", async () => {
    const known = await startEngine().create(autoNamed);
    const wanted = { ...autoNamed, ...otherUrl };
    expect(startEngine().plan(known, wanted)).toMatchObject({
      replaces: ["url"],
      deleteBeforeReplace: false,
    });
    server.clearRequests();
    const changed = await startEngine().change(known, wanted);
    expect(writes()).toEqual(["POST 200", "DELETE 200"]);
    expect(changed.id).toMatch(/^builds-[0-9a-f]{7}$/);
    expect(changed.id).not.toBe(known.id);
    expect(names()).toEqual([changed.id]);
    expect(changed.outputs.secret).toBe(server.secretOf(changed.id));
  });

  it("is not generated if a name is given, even if its value is still unknown", async () => {
    const { check } = rockitSubscriptionLifecycle;
    for (const name of ["nightly", UNKNOWN]) {
      expect(check({}, { ...autoNamed, name })).toEqual({ inputs: { ...autoNamed, name }, failures: [] });
    }
  });

  it.each(["größe", "a/b", "50 %"])("may start with %j", async (namePrefix) => {
    const known = await startEngine().create({ ...webhook, namePrefix });
    expect(known.id.startsWith(`${namePrefix}-`)).toBe(true);
    expect(await startEngine().refresh(known)).toEqual(known);
    await startEngine().delete(known);
    expect(names()).toEqual([]);
  });
});

describe("an explicit name given later", () => {
  it("replaces, and creates before it deletes", async () => {
    const known = await startEngine().create(autoNamed);
    const wanted = { ...webhook, name: "nightly" };
    expect(startEngine().plan(known, wanted)).toMatchObject({
      replaces: ["name"],
      deleteBeforeReplace: false,
    });
    server.clearRequests();
    const changed = await startEngine().change(known, wanted);
    expect(writes()).toEqual(["POST 200", "DELETE 200"]);
    expect(names()).toEqual(["nightly"]);
    expect(startEngine().plan(changed, wanted).changes).toEqual([]);
  });

  it("plans nothing if it equals the automatic name", async () => {
    const known = await startEngine().create(autoNamed);
    expect(startEngine().plan(known, { ...webhook, name: known.id }).changes).toEqual([]);
  });
});

describe("an explicit name that is removed", () => {
  it("is kept while nothing else changes", async () => {
    const known = await startEngine().create({ ...webhook, name: "nightly" });
    expect(startEngine().plan(known, autoNamed).changes).toEqual([]);
  });

  it("becomes an automatic name with the next change, which creates before it deletes", async () => {
    const known = await startEngine().create({ ...webhook, name: "nightly" });
    const wanted = { ...autoNamed, ...otherUrl };
    expect(startEngine().plan(known, wanted)).toMatchObject({
      replaces: ["url"],
      deleteBeforeReplace: false,
    });
    server.clearRequests();
    const changed = await startEngine().change(known, wanted);
    expect(writes()).toEqual(["POST 200", "DELETE 200"]);
    expect(changed.id).toMatch(/^builds-/);
    expect(names()).toEqual([changed.id]);
  });
});

describe("the order of a replacement", () => {
  it("is to delete first under the same explicit name, since names are unique", async () => {
    const known = await startEngine().create({ ...webhook, name: "nightly" });
    const wanted = { ...webhook, ...otherUrl, name: "nightly" };
    expect(startEngine().plan(known, wanted)).toMatchObject({ replaces: ["url"], deleteBeforeReplace: true });
    server.clearRequests();
    const changed = await startEngine().change(known, wanted);
    expect(writes()).toEqual(["DELETE 200", "POST 200"]);
    expect(changed.outputs.secret).toBe(server.secretOf("nightly"));
    expect(changed.outputs.secret).not.toBe(known.outputs.secret);
  });

  it("is to create first under another explicit name, whatever else changes", async () => {
    const known = await startEngine().create({ ...webhook, name: "nightly" });
    const wanted = { ...webhook, ...otherUrl, name: "weekly" };
    expect(startEngine().plan(known, wanted)).toMatchObject({
      replaces: ["name", "url"],
      deleteBeforeReplace: false,
    });
    server.clearRequests();
    await startEngine().change(known, wanted);
    expect(writes()).toEqual(["POST 200", "DELETE 200"]);
    expect(names()).toEqual(["weekly"]);
  });

  it("is to delete first under the same name even without a change, since the engine may still replace", async () => {
    const known = await startEngine().create({ ...webhook, name: "nightly" });
    expect(startEngine().plan(known, { ...webhook, name: "nightly" })).toEqual({
      changes: [],
      replaces: [],
      deleteBeforeReplace: true,
    });
  });

  it("never deletes a subscription that the same run created under the old name", async () => {
    const engine = startEngine();
    const old = await engine.create({ ...webhook, name: "nightly" });
    server.remove("nightly");
    const run = startEngine();
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
    const known = await startEngine().create({ ...webhook, name: decomposed });
    expect(startEngine().plan(known, { ...webhook, name: composed }).changes).toEqual([]);
    expect(startEngine().plan(known, { ...webhook, ...otherUrl, name: composed })).toMatchObject({
      replaces: ["url"],
      deleteBeforeReplace: true,
    });
  });

  it("is found at a server that stores the composed form, and keeps the declared spelling", async () => {
    const known = { id: decomposed, outputs: { ...webhook, name: decomposed } };
    server.add({ ...webhook, name: composed } as never);
    expect(await startEngine().refresh(known as never)).toMatchObject(known);
  });
});
