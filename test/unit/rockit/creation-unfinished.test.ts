import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { retryWithoutWaits } from "../http/retry-without-waits.ts";
import {
  asNew,
  expectFinished,
  failureOf,
  type Known,
  keptOf,
  mayAppearUntil,
  others,
  slack,
  start,
  toCreate,
  toList,
  unavailable,
  waysOut,
  webhook,
} from "./creations.ts";

retryWithoutWaits();

let server: RockitSimulator;
beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

/** A creation that loses its answer and then the server's list. */
async function unfinished(declared: object, { made }: { made: boolean }): Promise<Known> {
  server.faults.inject({ kind: "cut", when: made ? "after" : "before" }, toCreate);
  server.faults.inject(unavailable, { ...toList, nth: 2, times: 3 });
  const { id, outputs } = await keptOf(start(server).create(declared));
  expect(server.subscriptions.size).toBe(made ? 1 : 0);
  return { id, outputs };
}

describe.each([webhook, slack])("the run after an unfinished creation of type $type", (declared) => {
  it.each([true, false])("plans to delete first and create again: created %s", async (made) => {
    const kept = await unfinished(declared, { made });
    server.clearRequests();
    expect(start(server).plan(kept, declared)).toEqual({
      changes: ["unfinished"],
      replaces: ["unfinished"],
      deleteBeforeReplace: true,
      note: "its creation was not finished; the leftover is deleted, and the subscription is created again",
    });
    expect(server.requests).toEqual([]);
  });

  it.each([
    [true, ["DELETE", "POST"]],
    [false, ["POST"]],
  ])("leaves one subscription, whose secret is in the state: created %s", async (made, writes) => {
    const kept = await unfinished(declared, { made });
    server.clearRequests();
    const known = await start(server).change(kept, declared);
    expect(server.writes().map(({ method }) => method)).toEqual(writes);
    await expectFinished(server, known, declared);
  });

  it("does so for changed arguments too, under the same name and another", async () => {
    for (const change of [{ sender: "dltar" }, { name: "another" }]) {
      const kept = await unfinished(declared, { made: true });
      const news = { ...declared, ...change };
      expect(start(server).plan(kept, news)).toMatchObject({
        changes: [...Object.keys(change), "unfinished"],
        deleteBeforeReplace: true,
      });
      const known = await start(server).change(kept, news);
      await expectFinished(server, known, news);
      await start(server).delete(known);
    }
  });

  it.each([
    ["that they made with other fields", () => server.add(asNew(others[declared.type]))],
    [
      "that they made with other fields after they deleted ours",
      () => {
        server.remove(declared.name);
        server.add(asNew(others[declared.type]));
      },
    ],
  ])("leaves another owner's subscription unchanged and lists the ways out: %s", async (what, take) => {
    const kept = await unfinished(declared, { made: /deleted ours/.test(what) });
    take();
    const secret = server.secretOf(declared.name);
    server.clearRequests();
    await expect(start(server).change(kept, declared)).rejects.toThrow(waysOut(declared.name));
    expect(server.writes().map(({ method, status }) => `${method} ${status}`)).toEqual(["POST 409"]);
    expect(server.secretOf(declared.name)).toBe(secret);
  });

  it("may be interrupted too: the run after it finishes the creation", async () => {
    const { id, outputs } = await unfinished(declared, { made: true });
    const kept = { id, outputs: { ...outputs, mayAppearUntil: undefined } };
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    server.faults.inject(unavailable, { ...toList, nth: 2, times: 3 });
    const again = await keptOf(start(server).change(kept, declared));
    expect(again.outputs).toEqual({ ...outputs, mayAppearUntil });
    await expectFinished(server, await start(server).change(again, declared), declared);
  });

  it("fails without any change while the server is unavailable", async () => {
    const kept = await unfinished(declared, { made: true });
    server.clearRequests();
    server.faults.inject(unavailable, { times: Number.POSITIVE_INFINITY });
    await expect(start(server).change(kept, declared)).rejects.toMatchObject({ status: 503 });
    expect(server.writes()).toEqual([]);
    await server.faults.heal();
    await expectFinished(server, await start(server).change(kept, declared), declared);
  });

  it("destroys the subscription if it was created, and sends nothing otherwise", async () => {
    for (const made of [true, false]) await start(server).delete(await unfinished(declared, { made }));
    expect(server.subscriptions.size).toBe(0);
    expect(server.requestsTo("DELETE")).toHaveLength(1);
  });

  it("destroys no other owner's subscription", async () => {
    const kept = await unfinished(declared, { made: false });
    server.add(asNew(others[declared.type]));
    await start(server).delete(kept);
    expect(server.requestsTo("DELETE")).toEqual([]);
    expect(server.subscriptions.size).toBe(1);
  });

  it("keeps the unfinished state at a refresh, and drops it once the subscription is gone", async () => {
    const kept = await unfinished(declared, { made: true });
    expect(await start(server).refresh(kept)).toEqual(kept);
    server.remove(declared.name);
    await vi.waitFor(async () => expect(await start(server).refresh(kept)).toBeUndefined());
  });

  it("keeps the unfinished state at a refresh while the server may still act on the request", async () => {
    const { id, outputs } = await unfinished(declared, { made: false });
    const soon = { id, outputs: { ...outputs, mayAppearUntil: new Date(Date.now() + 60_000).toISOString() } };
    expect(await start(server).refresh(soon)).toEqual(soon);
  });

  it("deletes a subscription that the server creates during the deletion", async () => {
    const { id, outputs } = await unfinished(declared, { made: false });
    const soon = { id, outputs: { ...outputs, mayAppearUntil: new Date(Date.now() + 500).toISOString() } };
    server.clearRequests();
    const engine = start(server, { requestTimeout: 30_000 }, { lateEffectWindow: 500 });
    const deleting = engine.delete(soon);
    await vi.waitFor(() => expect(engine.said).toHaveLength(1), { interval: 1 });
    server.add(asNew(structuredClone(declared)));
    await deleting;
    expect(server.subscriptions.size).toBe(0);
    expect(engine.said).toEqual([
      "the server may still process the request whose answer was lost; waiting up to 1 s",
    ]);
  });

  it("can be cancelled while it waits for the server, and the state is kept", async () => {
    const { id, outputs } = await unfinished(declared, { made: false });
    const soon = { id, outputs: { ...outputs, mayAppearUntil: new Date(Date.now() + 60_000).toISOString() } };
    const command = new AbortController();
    const engine = start(server, { stopped: command.signal }, { lateEffectWindow: 60_000 });
    const deleting = failureOf(engine.delete(soon));
    await vi.waitFor(() => expect(engine.said).toHaveLength(1), { interval: 1 });
    command.abort();
    expect(await deleting).toMatchObject({ code: "cancelled" });
  });

  it("keeps the unfinished mark out of the inputs", async () => {
    const { inputsOf, check } = (await import("../../../provider/rockit/subscription-lifecycle.ts"))
      .rockitSubscriptionLifecycle;
    const { outputs } = await unfinished(declared, { made: true });
    expect(inputsOf(outputs)).toEqual(declared);
    expect(check({}, { ...inputsOf(outputs) }).failures).toEqual([]);
  });
});

describe("an unfinished creation with an automatic name", () => {
  const unnamed = { ...webhook, name: undefined, namePrefix: "builds" };

  it("keeps the name in the plan, and is deleted before the next creation", async () => {
    const kept = await unfinished(unnamed, { made: true });
    expect(kept.id).toMatch(/^builds-[0-9a-f]{7}$/);
    expect(kept.outputs).toEqual({
      ...webhook,
      namePrefix: "builds",
      name: kept.id,
      unfinished: true,
      mayAppearUntil,
    });
    const plan = start(server).plan(kept, unnamed);
    expect(plan).toMatchObject({ changes: ["unfinished"], deleteBeforeReplace: true });
    server.clearRequests();
    const known = await start(server).change(kept, unnamed);
    expect(server.writes().map(({ method }) => method)).toEqual(["DELETE", "POST"]);
    expect(known.id).not.toBe(kept.id);
    await expectFinished(server, known, { ...unnamed, name: known.id });
  });
});

describe("a refresh of an unfinished creation", () => {
  it("does not adopt another owner's subscription, which is not deleted later", async () => {
    const kept = await unfinished(webhook, { made: false });
    server.add(asNew(others.webhook));
    const refreshed = (await start(server).refresh(kept)) ?? kept;
    await failureOf(start(server).change(refreshed, webhook));
    expect(server.requestsTo("DELETE")).toEqual([]);
    expect(server.subscriptions.get("nightly")?.url).toBe(others.webhook.url);
  });

  it("does not suspect another server if several creations were never made", async () => {
    const both = [await unfinished(webhook, { made: false }), await unfinished(slack, { made: false })];
    const engine = start(server);
    await vi.waitFor(async () => expect(await engine.refresh(both[1] as Known)).toBeUndefined());
    expect(await Promise.all(both.map((kept) => engine.refresh(kept)))).toEqual([undefined, undefined]);
  });
});

describe("a list that wrongly lacks a subscription", () => {
  it("does not hide an unfinished creation from its deletion", async () => {
    const kept = await unfinished(webhook, { made: true });
    server.faults.inject({ kind: "missing-entry" }, toList);
    await start(server).delete(kept);
    expect(server.subscriptions.size).toBe(0);
  });

  it("does not make an existing subscription count as the created one", async () => {
    server.add(asNew(structuredClone(webhook)));
    const secret = server.secretOf("nightly");
    server.faults.inject({ kind: "cut", when: "before" }, toCreate);
    const hide = () => server.faults.inject({ kind: "missing-entry" }, toList);
    let looks = 0;
    const beforeLooking = () => (looks++ === 0 ? hide() : undefined);
    await failureOf(start(server, {}, { beforeLooking }).create(webhook));
    expect(server.secretOf("nightly")).toBe(secret);
  });
});
