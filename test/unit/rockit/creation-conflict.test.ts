import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expectWithout } from "../../helpers/canary.ts";
import { type Fault, type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { retryWithoutWaits } from "../http/retry-without-waits.ts";
import {
  asNew,
  createdAgain,
  expectFinished,
  failureOf,
  keptOf,
  others,
  replacesTheirs,
  slack,
  start,
  steps,
  toCreate,
  toDelete,
  toList,
  waysOut,
  webhook,
} from "./creations.ts";

retryWithoutWaits();

let server: RockitSimulator;
beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

/** Adds another owner's subscription; returns a check that it stays unchanged. */
function theirs(fields: object) {
  const { name } = asNew(fields);
  server.add(asNew(structuredClone(fields)));
  const [stored, secret] = [server.subscriptions.get(name), server.secretOf(name)];
  return () => {
    expect(server.subscriptions.get(name)).toEqual(stored);
    expect(server.secretOf(name)).toBe(secret);
    expect(server.requestsTo("DELETE")).toEqual([]);
  };
}

const lost: [string, Fault][] = [
  ["cut before the server acts", { kind: "cut", when: "before" }],
  ["cut after the server acted", { kind: "cut", when: "after" }],
  ["503", { kind: "status", status: 503, acts: true }],
];

describe.each([webhook, slack])("a name of type $type that existed before a lost answer", (ours) => {
  describe.each([
    ["with other fields", others[ours.type]],
    ["with the same fields", ours],
  ])("%s", (_fields, existing) => {
    it.each(lost)("fails, lists the ways out and changes nothing: %s", async (_what, fault) => {
      const expectUntouched = theirs(existing);
      server.faults.inject(fault, toCreate);
      const failure = await failureOf(start(server).create(ours));
      expect(server.faults.injected).toHaveLength(1);
      expect(failure.name).toBe("PreconditionError");
      expect(failure.message).toContain(waysOut(ours.name));
      expect(failure.message).toMatch(/^127\.0\.0\.1:\d+ (gave no usable answer|answered 503)/);
      expectWithout(failure.message, "token-canary", server.credentials.apiKey);
      expect(server.writes().map(({ method }) => method)).toEqual(["POST"]);
      expectUntouched();
    });

    it.each(lost)("is replaced if onConflict is replace: %s", async (_what, fault) => {
      theirs(existing);
      server.faults.inject(fault, toCreate);
      const engine = start(server);
      const declared = { ...ours, onConflict: "replace" };
      const known = await engine.create(declared);
      expect(server.faults.injected).toHaveLength(1);
      expect(server.writes().map(({ method }) => method)).toEqual(["POST", "DELETE", "POST"]);
      expect(engine.said).toEqual([replacesTheirs]);
      await expectFinished(server, known, declared);
    });
  });

  it("is recognised by its name if the server lists only names", async () => {
    Object.assign(server.behaviour, { listFields: "name-only" });
    const expectUntouched = theirs(ours);
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    await expect(start(server).create(ours)).rejects.toThrow(waysOut(ours.name));
    expectUntouched();
  });

  it("is replaced once, and the replacement is created again if its answer is lost", async () => {
    theirs(others[ours.type]);
    server.faults.inject({ kind: "cut", when: "after" }, { ...toCreate, nth: 2 });
    const engine = start(server);
    const declared = { ...ours, onConflict: "replace" };
    const known = await engine.create(declared);
    expect(engine.said).toEqual([replacesTheirs, createdAgain]);
    expect(server.writes().map(({ method }) => method)).toEqual(["POST", "DELETE", "POST", "DELETE", "POST"]);
    await expectFinished(server, known, declared);
  });
});

describe("a name that another owner takes between the list and the request", () => {
  const taking = (fields: object, at: number) => {
    let requests = 0;
    let expectUntouched = () => expect.fail("the name was not taken");
    const beforeCreating = () => {
      requests += 1;
      if (requests === at) expectUntouched = theirs(fields) as () => never;
    };
    return { beforeCreating, expectUntouched: () => expectUntouched() };
  };

  it.each([1, 2])("is left to the other owner when the answer to request %i is lost", async (at) => {
    const { beforeCreating, expectUntouched } = taking(others.webhook, at);
    server.faults.inject({ kind: "cut", when: "before" }, { ...toCreate, times: at });
    await expect(start(server, {}, { beforeCreating }).create(webhook)).rejects.toThrow(waysOut("nightly"));
    expectUntouched();
    expect(server.requestsTo("POST")).toHaveLength(at);
  });

  it("is detected by the conflict if no answer is lost, even with equal fields", async () => {
    const { beforeCreating, expectUntouched } = taking(webhook, 1);
    await expect(start(server, {}, { beforeCreating }).create(webhook)).rejects.toThrow(waysOut("nightly"));
    expectUntouched();
  });

  it("is replaced if onConflict is replace", async () => {
    const { beforeCreating } = taking(others.webhook, 1);
    server.faults.inject({ kind: "cut", when: "before" }, toCreate);
    const engine = start(server, {}, { beforeCreating });
    const declared = { ...webhook, onConflict: "replace" };
    await expectFinished(server, await engine.create(declared), declared);
    expect(engine.said).toEqual([replacesTheirs]);
  });

  it("before each of three requests fails the creation with the last conflict", async () => {
    const beforeCreating = () => server.add(asNew(others.webhook));
    const creating = start(server, {}, { beforeCreating }).create({ ...webhook, onConflict: "replace" });
    await expect(creating).rejects.toMatchObject({ name: "HttpError", code: "conflict" });
    expect(server.writes().map(({ method }) => method)).toEqual(["POST", "DELETE", "POST", "DELETE", "POST"]);
  });
});

describe("an account that may not read the list", () => {
  beforeEach(() =>
    Object.assign(server.behaviour, { permissions: ["subscriptions.create", "subscriptions.delete"] }),
  );

  it.each([webhook, slack])("still creates a subscription of type $type", async (declared) => {
    const known = await start(server).create(declared);
    expect(steps(server)).toEqual(["POST"]);
    Object.assign(server.behaviour, { permissions: [...server.behaviour.permissions, "subscriptions.read"] });
    await expectFinished(server, known, declared);
  });

  it.each([
    ["fails", {}, ["POST"]],
    ["replaces", { onConflict: "replace" }, ["POST", "DELETE", "POST"]],
  ])("still %s for a name that exists", async (_what, how, writes) => {
    theirs(others.webhook);
    const creating = start(server).create({ ...webhook, ...how });
    if (writes.length === 1) await expect(creating).rejects.toThrow(waysOut("nightly"));
    else await creating;
    expect(server.writes().map(({ method }) => method)).toEqual(writes);
  });

  it.each(lost)(
    "can't tell who owns the subscription, so nothing is deleted or created again: %s",
    async (_what, fault) => {
      server.faults.inject(fault, toCreate);
      const creating = start(server).create({ ...webhook, onConflict: "replace" });
      await expect(creating).rejects.toMatchObject({ name: "HttpError", ambiguous: true });
      expect(steps(server)).toEqual(["POST", "look"]);
    },
  );
});

it("a list that is forbidden with 403 does not prevent a creation", async () => {
  server.faults.inject({ kind: "html", status: 403, acts: false }, toList);
  await expectFinished(server, await start(server).create(webhook), webhook);
});

it("a name that becomes free during a creation then belongs to that creation", async () => {
  theirs(others.webhook);
  server.faults.inject({ kind: "cut", when: "before" }, toCreate);
  server.faults.inject({ kind: "cut", when: "after" }, { ...toCreate, nth: 2 });
  let looks = 0;
  const beforeLooking = () => (looks++ === 0 ? server.remove("nightly") : undefined);
  const engine = start(server, {}, { beforeLooking });
  await expectFinished(server, await engine.create(webhook), webhook);
  expect(engine.said).toEqual([createdAgain]);
});

describe("an earlier change in the same run", () => {
  it("is remembered: a second creation of a name conflicts, and the first one stays", async () => {
    const engine = start(server);
    const first = await engine.create(webhook);
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    await expect(engine.create(webhook)).rejects.toThrow(/another resource of this program has just created/);
    await expect(engine.create({ ...webhook, onConflict: "replace" })).rejects.toThrow(/another resource/);
    await expectFinished(server, first, webhook);
  });

  it("is remembered: the name of a deleted subscription is free", async () => {
    const engine = start(server);
    await engine.delete(await engine.create(webhook));
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    await expectFinished(server, await engine.create(webhook), webhook);
  });

  it("is remembered: a subscription deleted for its replacement leaves its name free", async () => {
    const moved = { ...webhook, url: "https://hooks.example/b" };
    const known = await start(server).create(webhook);
    const engine = start(server);
    await engine.create({ ...webhook, name: "weekly" });
    server.remove("weekly");
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    const changed = await engine.change(known, moved);
    expect(changed.outputs.secret).not.toBe(known.outputs.secret);
    await expectFinished(server, changed, moved);
  });

  it("is not assumed after three lost requests that created nothing", async () => {
    const engine = start(server);
    server.faults.inject({ kind: "cut", when: "before" }, { ...toCreate, times: 3 });
    const kept = await keptOf(engine.create(webhook));
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    await expectFinished(server, await engine.change(kept, webhook), webhook);
  });

  it("is not assumed while its outcome is unknown", async () => {
    const known = await start(server).create(webhook);
    const engine = start(server);
    server.faults.inject({ kind: "cut", when: "before" }, { ...toDelete, times: 3 });
    await expect(engine.delete(known)).rejects.toMatchObject({ code: "network" });
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    await expect(engine.create(webhook)).rejects.toThrow(waysOut("nightly"));
    expect(server.secretOf("nightly")).toBe(known.outputs.secret);
  });
});
