import { beforeEach, describe, expect, it } from "vitest";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import type { Fault } from "../../simulators/index.ts";
import {
  asNewSubscription,
  createdAgainMessage,
  createRequest,
  deleteRequest,
  expectFinished,
  failureOf,
  foreignSubscriptions,
  listRequest,
  nameConflictAdvice,
  replacedMessage,
  setUpCreationTests,
  slack,
  startCheckedEngine,
  stepsOf,
  unfinishedStateOf,
  webhook,
} from "./creations.ts";
import { server } from "./server.ts";

setUpCreationTests();

/** Adds another owner's subscription; returns a check that it stays unchanged. */
function addForeign(fields: object) {
  const { name } = asNewSubscription(fields);
  server.add(asNewSubscription(structuredClone(fields)));
  const [stored, secret] = [server.subscriptions.get(name), server.secretOf(name)];
  return () => {
    expect(server.subscriptions.get(name)).toEqual(stored);
    expect(server.secretOf(name)).toBe(secret);
    expect(server.requestsTo("DELETE")).toEqual([]);
  };
}

const lostAnswers: [string, Fault][] = [
  ["cut before the server acts", { kind: "cut", when: "before" }],
  ["cut after the server acted", { kind: "cut", when: "after" }],
  ["503", { kind: "status", status: 503, acts: true }],
];

describe.each([webhook, slack])("a name of type $type that existed before a lost answer", (ours) => {
  describe.each([
    ["with other fields", foreignSubscriptions[ours.type]],
    ["with the same fields", ours],
  ])("%s", (_fields, existing) => {
    it.each(lostAnswers)("fails, lists possible solutions and changes nothing: %s", async (_what, fault) => {
      const expectUntouched = addForeign(existing);
      server.faults.inject(fault, createRequest);
      const failure = await failureOf(startCheckedEngine(server).create(ours));
      expect(server.faults.injected).toHaveLength(1);
      expect(failure.name).toBe("PreconditionError");
      expect(failure.message).toContain(nameConflictAdvice(ours.name));
      expect(failure.message).toMatch(/^127\.0\.0\.1:\d+ (gave no usable answer|answered 503)/);
      expectNoSecretsIn(failure.message, "token-canary", server.credentials.apiKey);
      expect(server.writes().map(({ method }) => method)).toEqual(["POST"]);
      expectUntouched();
    });

    it.each(lostAnswers)("is replaced if onConflict is replace: %s", async (_what, fault) => {
      addForeign(existing);
      server.faults.inject(fault, createRequest);
      const engine = startCheckedEngine(server);
      const declared = { ...ours, onConflict: "replace" };
      const known = await engine.create(declared);
      expect(server.faults.injected).toHaveLength(1);
      expect(server.writes().map(({ method }) => method)).toEqual(["POST", "DELETE", "POST"]);
      expect(engine.logged).toEqual([replacedMessage]);
      await expectFinished(server, known, declared);
    });
  });

  it("is recognised by its name if the server lists only names", async () => {
    Object.assign(server.behaviour, { listFields: "name-only" });
    const expectUntouched = addForeign(ours);
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    await expect(startCheckedEngine(server).create(ours)).rejects.toThrow(nameConflictAdvice(ours.name));
    expectUntouched();
  });

  it("is replaced once, and the replacement is created again if its answer is lost", async () => {
    addForeign(foreignSubscriptions[ours.type]);
    server.faults.inject({ kind: "cut", when: "after" }, { ...createRequest, nth: 2 });
    const engine = startCheckedEngine(server);
    const declared = { ...ours, onConflict: "replace" };
    const known = await engine.create(declared);
    expect(engine.logged).toEqual([replacedMessage, createdAgainMessage]);
    expect(server.writes().map(({ method }) => method)).toEqual(["POST", "DELETE", "POST", "DELETE", "POST"]);
    await expectFinished(server, known, declared);
  });
});

describe("a name that another owner takes between the list and the request", () => {
  const takeNameAt = (fields: object, at: number) => {
    let requests = 0;
    let expectUntouched = () => expect.fail("the name was not taken");
    const beforeCreating = () => {
      requests += 1;
      if (requests === at) expectUntouched = addForeign(fields) as () => never;
    };
    return { beforeCreating, expectUntouched: () => expectUntouched() };
  };

  it.each([1, 2])("is left to the other owner when the answer to request %i is lost", async (at) => {
    const { beforeCreating, expectUntouched } = takeNameAt(foreignSubscriptions.webhook, at);
    server.faults.inject({ kind: "cut", when: "before" }, { ...createRequest, times: at });
    await expect(startCheckedEngine(server, {}, { beforeCreating }).create(webhook)).rejects.toThrow(
      nameConflictAdvice("nightly"),
    );
    expectUntouched();
    expect(server.requestsTo("POST")).toHaveLength(at);
  });

  it("is detected by the conflict if no answer is lost, even with equal fields", async () => {
    const { beforeCreating, expectUntouched } = takeNameAt(webhook, 1);
    await expect(startCheckedEngine(server, {}, { beforeCreating }).create(webhook)).rejects.toThrow(
      nameConflictAdvice("nightly"),
    );
    expectUntouched();
  });

  it("is replaced if onConflict is replace", async () => {
    const { beforeCreating } = takeNameAt(foreignSubscriptions.webhook, 1);
    server.faults.inject({ kind: "cut", when: "before" }, createRequest);
    const engine = startCheckedEngine(server, {}, { beforeCreating });
    const declared = { ...webhook, onConflict: "replace" };
    await expectFinished(server, await engine.create(declared), declared);
    expect(engine.logged).toEqual([replacedMessage]);
  });

  it("before each of three requests fails the creation with the last conflict", async () => {
    const beforeCreating = () => server.add(asNewSubscription(foreignSubscriptions.webhook));
    const creating = startCheckedEngine(server, {}, { beforeCreating }).create({
      ...webhook,
      onConflict: "replace",
    });
    await expect(creating).rejects.toMatchObject({ name: "HttpError", code: "conflict" });
    expect(server.writes().map(({ method }) => method)).toEqual(["POST", "DELETE", "POST", "DELETE", "POST"]);
  });
});

describe("an account that may not read the list", () => {
  beforeEach(() =>
    Object.assign(server.behaviour, { permissions: ["subscriptions.create", "subscriptions.delete"] }),
  );

  it.each([webhook, slack])("still creates a subscription of type $type", async (declared) => {
    const known = await startCheckedEngine(server).create(declared);
    expect(stepsOf(server)).toEqual(["POST"]);
    Object.assign(server.behaviour, { permissions: [...server.behaviour.permissions, "subscriptions.read"] });
    await expectFinished(server, known, declared);
  });

  it.each([
    ["fails", {}, ["POST"]],
    ["replaces", { onConflict: "replace" }, ["POST", "DELETE", "POST"]],
  ])("still %s for a name that exists", async (_what, how, writes) => {
    addForeign(foreignSubscriptions.webhook);
    const creating = startCheckedEngine(server).create({ ...webhook, ...how });
    if (writes.length === 1) await expect(creating).rejects.toThrow(nameConflictAdvice("nightly"));
    else await creating;
    expect(server.writes().map(({ method }) => method)).toEqual(writes);
  });

  it.each(lostAnswers)(
    "can't tell who owns the subscription, so nothing is deleted or created again: %s",
    async (_what, fault) => {
      server.faults.inject(fault, createRequest);
      const creating = startCheckedEngine(server).create({ ...webhook, onConflict: "replace" });
      await expect(creating).rejects.toMatchObject({ name: "HttpError", ambiguous: true });
      expect(stepsOf(server)).toEqual(["POST", "GET"]);
    },
  );
});

it("a list that is forbidden with 403 does not prevent a creation", async () => {
  server.faults.inject({ kind: "html", status: 403, acts: false }, listRequest);
  await expectFinished(server, await startCheckedEngine(server).create(webhook), webhook);
});

it("a name that becomes free during a creation then belongs to that creation", async () => {
  addForeign(foreignSubscriptions.webhook);
  server.faults.inject({ kind: "cut", when: "before" }, createRequest);
  server.faults.inject({ kind: "cut", when: "after" }, { ...createRequest, nth: 2 });
  let lookups = 0;
  const beforeLookup = () => (lookups++ === 0 ? server.remove("nightly") : undefined);
  const engine = startCheckedEngine(server, {}, { beforeLookup });
  await expectFinished(server, await engine.create(webhook), webhook);
  expect(engine.logged).toEqual([createdAgainMessage]);
});

describe("an earlier change in the same run", () => {
  it("is remembered: a second creation of a name conflicts, and the first one stays", async () => {
    const engine = startCheckedEngine(server);
    const first = await engine.create(webhook);
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    await expect(engine.create(webhook)).rejects.toThrow(/another resource of this program has just created/);
    await expect(engine.create({ ...webhook, onConflict: "replace" })).rejects.toThrow(/another resource/);
    await expectFinished(server, first, webhook);
  });

  it("is remembered: the name of a deleted subscription is free", async () => {
    const engine = startCheckedEngine(server);
    await engine.delete(await engine.create(webhook));
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    await expectFinished(server, await engine.create(webhook), webhook);
  });

  it("is remembered: a subscription deleted for its replacement leaves its name free", async () => {
    const moved = { ...webhook, url: "https://hooks.example/b" };
    const known = await startCheckedEngine(server).create(webhook);
    const engine = startCheckedEngine(server);
    await engine.create({ ...webhook, name: "weekly" });
    server.remove("weekly");
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    const changed = await engine.change(known, moved);
    expect(changed.outputs.secret).not.toBe(known.outputs.secret);
    await expectFinished(server, changed, moved);
  });

  it("is not assumed after three lost requests that created nothing", async () => {
    const engine = startCheckedEngine(server);
    server.faults.inject({ kind: "cut", when: "before" }, { ...createRequest, times: 3 });
    const kept = await unfinishedStateOf(engine.create(webhook));
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    await expectFinished(server, await engine.change(kept, webhook), webhook);
  });

  it("is not assumed while its outcome is unknown", async () => {
    const known = await startCheckedEngine(server).create(webhook);
    const engine = startCheckedEngine(server);
    server.faults.inject({ kind: "cut", when: "before" }, { ...deleteRequest, times: 3 });
    await expect(engine.delete(known)).rejects.toMatchObject({ code: "network" });
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    await expect(engine.create(webhook)).rejects.toThrow(nameConflictAdvice("nightly"));
    expect(server.secretOf("nightly")).toBe(known.outputs.secret);
  });
});
