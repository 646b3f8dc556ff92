import { describe, expect, it, vi } from "vitest";
import {
  asNewSubscription,
  createRequest,
  expectFinished,
  failureOf,
  foreignSubscriptions,
  listRequest,
  mayAppearUntil,
  nameConflictAdvice,
  type SubscriptionState,
  setUpCreationTests,
  slack,
  startCheckedEngine,
  unavailable,
  unfinishedStateOf,
  webhook,
} from "./creations.ts";
import { server } from "./server.ts";

setUpCreationTests();

/** A creation that loses its answer and then the server's list. */
async function leaveUnfinished(
  declared: object,
  { created }: { created: boolean },
): Promise<SubscriptionState> {
  server.faults.inject({ kind: "cut", when: created ? "after" : "before" }, createRequest);
  server.faults.inject(unavailable, { ...listRequest, nth: 2, times: 3 });
  const { id, outputs } = await unfinishedStateOf(startCheckedEngine(server).create(declared));
  expect(server.subscriptions.size).toBe(created ? 1 : 0);
  return { id, outputs };
}

describe.each([webhook, slack])("the run after an unfinished creation of type $type", (declared) => {
  it.each([true, false])("plans to delete first and create again: created %s", async (created) => {
    const kept = await leaveUnfinished(declared, { created });
    server.clearRequests();
    expect(startCheckedEngine(server).plan(kept, declared)).toEqual({
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
  ])("leaves one subscription, whose secret is in the state: created %s", async (created, writes) => {
    const kept = await leaveUnfinished(declared, { created });
    server.clearRequests();
    const known = await startCheckedEngine(server).change(kept, declared);
    expect(server.writes().map(({ method }) => method)).toEqual(writes);
    await expectFinished(server, known, declared);
  });

  it("does so for changed arguments too, under the same name and another", async () => {
    for (const change of [{ sender: "dltar" }, { name: "another" }]) {
      const kept = await leaveUnfinished(declared, { created: true });
      const news = { ...declared, ...change };
      expect(startCheckedEngine(server).plan(kept, news)).toMatchObject({
        changes: [...Object.keys(change), "unfinished"],
        deleteBeforeReplace: true,
      });
      const known = await startCheckedEngine(server).change(kept, news);
      await expectFinished(server, known, news);
      await startCheckedEngine(server).delete(known);
    }
  });

  it.each([
    ["created with other fields", () => server.add(asNewSubscription(foreignSubscriptions[declared.type]))],
    [
      "created with other fields after a deletion of ours",
      () => {
        server.remove(declared.name);
        server.add(asNewSubscription(foreignSubscriptions[declared.type]));
      },
    ],
  ])(
    "leaves another owner's subscription unchanged and lists possible solutions: %s",
    async (what, changeServer) => {
      const kept = await leaveUnfinished(declared, { created: /deletion of ours/.test(what) });
      changeServer();
      const secret = server.secretOf(declared.name);
      server.clearRequests();
      await expect(startCheckedEngine(server).change(kept, declared)).rejects.toThrow(
        nameConflictAdvice(declared.name),
      );
      expect(server.writes().map(({ method, status }) => `${method} ${status}`)).toEqual(["POST 409"]);
      expect(server.secretOf(declared.name)).toBe(secret);
    },
  );

  it("may be interrupted too: the run after it finishes the creation", async () => {
    const { id, outputs } = await leaveUnfinished(declared, { created: true });
    const kept = { id, outputs: { ...outputs, mayAppearUntil: undefined } };
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    server.faults.inject(unavailable, { ...listRequest, nth: 2, times: 3 });
    const again = await unfinishedStateOf(startCheckedEngine(server).change(kept, declared));
    expect(again.outputs).toEqual({ ...outputs, mayAppearUntil });
    await expectFinished(server, await startCheckedEngine(server).change(again, declared), declared);
  });

  it("fails without any change while the server is unavailable", async () => {
    const kept = await leaveUnfinished(declared, { created: true });
    server.clearRequests();
    server.faults.inject(unavailable, { times: Number.POSITIVE_INFINITY });
    await expect(startCheckedEngine(server).change(kept, declared)).rejects.toMatchObject({ status: 503 });
    expect(server.writes()).toEqual([]);
    await server.faults.heal();
    await expectFinished(server, await startCheckedEngine(server).change(kept, declared), declared);
  });

  it("destroys the subscription if it was created, and sends nothing otherwise", async () => {
    for (const created of [true, false])
      await startCheckedEngine(server).delete(await leaveUnfinished(declared, { created }));
    expect(server.subscriptions.size).toBe(0);
    expect(server.requestsTo("DELETE")).toHaveLength(1);
  });

  it("destroys no other owner's subscription", async () => {
    const kept = await leaveUnfinished(declared, { created: false });
    server.add(asNewSubscription(foreignSubscriptions[declared.type]));
    await startCheckedEngine(server).delete(kept);
    expect(server.requestsTo("DELETE")).toEqual([]);
    expect(server.subscriptions.size).toBe(1);
  });

  it("keeps the unfinished state at a refresh, and drops it once the subscription is gone", async () => {
    const kept = await leaveUnfinished(declared, { created: true });
    expect(await startCheckedEngine(server).refresh(kept)).toEqual(kept);
    server.remove(declared.name);
    await vi.waitFor(async () => expect(await startCheckedEngine(server).refresh(kept)).toBeUndefined());
  });

  it("keeps the unfinished state at a refresh while the server may still act on the request", async () => {
    const { id, outputs } = await leaveUnfinished(declared, { created: false });
    const soon = { id, outputs: { ...outputs, mayAppearUntil: new Date(Date.now() + 60_000).toISOString() } };
    expect(await startCheckedEngine(server).refresh(soon)).toEqual(soon);
  });

  it("deletes a subscription that the server creates during the deletion", async () => {
    const { id, outputs } = await leaveUnfinished(declared, { created: false });
    const soon = { id, outputs: { ...outputs, mayAppearUntil: new Date(Date.now() + 500).toISOString() } };
    server.clearRequests();
    const engine = startCheckedEngine(server, { requestTimeout: 30_000 }, { lateEffectWindow: 500 });
    const deleting = engine.delete(soon);
    await vi.waitFor(() => expect(engine.logged).toHaveLength(1), { interval: 1 });
    server.add(asNewSubscription(structuredClone(declared)));
    await deleting;
    expect(server.subscriptions.size).toBe(0);
    expect(engine.logged).toEqual([
      "the server may still process the request whose answer was lost; waiting up to 1 s",
    ]);
  });

  it("can be cancelled while it waits for the server, and the state is kept", async () => {
    const { id, outputs } = await leaveUnfinished(declared, { created: false });
    const soon = { id, outputs: { ...outputs, mayAppearUntil: new Date(Date.now() + 60_000).toISOString() } };
    const command = new AbortController();
    const engine = startCheckedEngine(server, { stopped: command.signal }, { lateEffectWindow: 60_000 });
    const deleting = failureOf(engine.delete(soon));
    await vi.waitFor(() => expect(engine.logged).toHaveLength(1), { interval: 1 });
    command.abort();
    expect(await deleting).toMatchObject({ code: "cancelled" });
  });

  it("keeps the unfinished mark out of the inputs", async () => {
    const { inputsOf, check } = (await import("../../../provider/rockit/subscription-lifecycle.ts"))
      .rockitSubscriptionLifecycle;
    const { outputs } = await leaveUnfinished(declared, { created: true });
    expect(inputsOf(outputs)).toEqual(declared);
    expect(check({}, { ...inputsOf(outputs) }).failures).toEqual([]);
  });
});

describe("an unfinished creation with an automatic name", () => {
  const autoNamed = { ...webhook, name: undefined, namePrefix: "builds" };

  it("keeps the name in the plan, and is deleted before the next creation", async () => {
    const kept = await leaveUnfinished(autoNamed, { created: true });
    expect(kept.id).toMatch(/^builds-[0-9a-f]{7}$/);
    expect(kept.outputs).toEqual({
      ...webhook,
      namePrefix: "builds",
      name: kept.id,
      unfinished: true,
      mayAppearUntil,
    });
    const plan = startCheckedEngine(server).plan(kept, autoNamed);
    expect(plan).toMatchObject({ changes: ["unfinished"], deleteBeforeReplace: true });
    server.clearRequests();
    const known = await startCheckedEngine(server).change(kept, autoNamed);
    expect(server.writes().map(({ method }) => method)).toEqual(["DELETE", "POST"]);
    expect(known.id).not.toBe(kept.id);
    await expectFinished(server, known, { ...autoNamed, name: known.id });
  });
});

describe("a refresh of an unfinished creation", () => {
  it("does not adopt another owner's subscription, which is not deleted later", async () => {
    const kept = await leaveUnfinished(webhook, { created: false });
    server.add(asNewSubscription(foreignSubscriptions.webhook));
    const refreshed = (await startCheckedEngine(server).refresh(kept)) ?? kept;
    await failureOf(startCheckedEngine(server).change(refreshed, webhook));
    expect(server.requestsTo("DELETE")).toEqual([]);
    expect(server.subscriptions.get("nightly")?.url).toBe(foreignSubscriptions.webhook.url);
  });

  it("does not suspect another server if several creations never happened", async () => {
    const both = [
      await leaveUnfinished(webhook, { created: false }),
      await leaveUnfinished(slack, { created: false }),
    ];
    const engine = startCheckedEngine(server);
    await vi.waitFor(async () => expect(await engine.refresh(both[1] as SubscriptionState)).toBeUndefined());
    expect(await Promise.all(both.map((kept) => engine.refresh(kept)))).toEqual([undefined, undefined]);
  });
});

describe("a list that wrongly lacks a subscription", () => {
  it("does not hide an unfinished creation from its deletion", async () => {
    const kept = await leaveUnfinished(webhook, { created: true });
    server.faults.inject({ kind: "missing-entry" }, listRequest);
    await startCheckedEngine(server).delete(kept);
    expect(server.subscriptions.size).toBe(0);
  });

  it("does not make an existing subscription count as the created one", async () => {
    server.add(asNewSubscription(structuredClone(webhook)));
    const secret = server.secretOf("nightly");
    server.faults.inject({ kind: "cut", when: "before" }, createRequest);
    const hide = () => server.faults.inject({ kind: "missing-entry" }, listRequest);
    let lookups = 0;
    const beforeLookup = () => (lookups++ === 0 ? hide() : undefined);
    await failureOf(startCheckedEngine(server, {}, { beforeLookup }).create(webhook));
    expect(server.secretOf("nightly")).toBe(secret);
  });
});
