// The state that an unfinished creation leaves. Later runs are tested in creation-unfinished.test.ts.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expectWithout } from "../../helpers/canary.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { retryWithoutWaits } from "../http/retry-without-waits.ts";
import {
  expectFinished,
  keptOf,
  mayAppearUntil,
  slack,
  start,
  steps,
  toCreate,
  toDelete,
  toList,
  unavailable,
  webhook,
} from "./creations.ts";

retryWithoutWaits();

let server: RockitSimulator;
beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

const remedy = "deletes the leftover and creates it again with a new signing secret";

describe.each([webhook, slack])("a creation of type $type is kept as unfinished", (declared) => {
  const kept = { id: declared.name, outputs: { ...declared, unfinished: true, mayAppearUntil }, remedy };

  it.each(["before", "after"] as const)("if the list fails: cut %s", async (when) => {
    server.faults.inject({ kind: "cut", when }, toCreate);
    server.faults.inject(unavailable, { ...toList, nth: 2, times: 3 });
    const result = await keptOf(start(server).create(declared));
    expect(result).toEqual({ ...kept, failure: expect.objectContaining({ code: "network" }) });
    expect(server.requestsTo("GET")).toHaveLength(4);
    expect(steps(server)).toEqual(["POST", "look"]);
  });

  it.each([
    ["a cut", { kind: "cut", when: "before" }, true],
    ["the gateway's 504", { kind: "status", status: 504, acts: false }, true],
    ["a 500 of the application", { kind: "status", status: 500, acts: false }, false],
    ["a 503", { kind: "status", status: 503, acts: false }, false],
  ] as const)("with the time until which the server may act, if any: after %s", async (_what, fault, may) => {
    server.faults.inject(fault, { ...toCreate, times: 3 });
    const { outputs } = await keptOf(start(server).create(declared));
    expect(outputs).toMatchObject({ unfinished: true });
    expect("mayAppearUntil" in outputs).toBe(may);
  });

  it("if the server becomes unreachable", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    const away = start(server, {}, { beforeLooking: () => server.outage() });
    const result = await keptOf(away.create(declared));
    expect(result).toMatchObject(kept);
    await server.recover();
    await expectFinished(server, await start(server).change(result, declared), declared);
  });

  it("if the account can no longer read the list", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    const forbid = () => Object.assign(server.behaviour, { permissions: ["subscriptions.create"] });
    const engine = start(server, {}, { beforeLooking: forbid });
    expect(await keptOf(engine.create(declared))).toMatchObject(kept);
    expect(steps(server)).toEqual(["POST", "look"]);
  });

  it("if the leftover can't be deleted", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    server.faults.inject(unavailable, { ...toDelete, times: 3 });
    const result = await keptOf(start(server).create(declared));
    expect(result).toMatchObject({ ...kept, failure: { status: 503 } });
    expect(steps(server)).toEqual(["POST", "look", "DELETE", "DELETE", "DELETE"]);
    await expectFinished(server, await start(server).change(result, declared), declared);
  });

  it("if the second request is refused for another reason", async () => {
    server.faults.inject({ kind: "cut", when: "before" }, toCreate);
    const forbid = () => Object.assign(server.behaviour, { permissions: ["subscriptions.read"] });
    const result = await keptOf(start(server, {}, { afterLooking: forbid }).create(declared));
    expect(result).toMatchObject({ ...kept, failure: { code: "unauthorized" } });
    expect(steps(server)).toEqual(["POST", "look", "POST"]);
  });

  it.each([
    ["beforeLooking", "network", ["POST"]],
    ["afterLooking", "cancelled", ["POST", "look"]],
    ["afterDeleting", "cancelled", ["POST", "look", "DELETE"]],
  ] as const)("if the command is cancelled: %s", async (when, code, done) => {
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    const command = new AbortController();
    const engine = start(server, { stopped: command.signal }, { [when]: () => command.abort() });
    expect(await keptOf(engine.create(declared))).toMatchObject({ ...kept, failure: { code } });
    expect(steps(server)).toEqual(done);
  });

  it.each([
    ["always acts and never answers", { kind: "cut", when: "after" }, 2],
    ["never acts and never answers", { kind: "cut", when: "before" }, 0],
  ] as const)("after three requests to a server that %s", async (_what, fault, deleted) => {
    server.faults.inject(fault, { ...toCreate, times: Number.POSITIVE_INFINITY });
    const result = await keptOf(start(server).create(declared));
    expect(result).toMatchObject(kept);
    expect(server.requestsTo("POST")).toHaveLength(3);
    expect(server.requestsTo("DELETE")).toHaveLength(deleted);
    await server.faults.heal();
    await expectFinished(server, await start(server).change(result, declared), declared);
  });

  it("without the server's secret in its state or a credential in its error", async () => {
    server.faults.inject({ kind: "cut", when: "while" }, toCreate);
    server.faults.inject(unavailable, { ...toList, nth: 2, times: 3 });
    const { outputs, failure } = await keptOf(start(server).create(declared));
    const { apiKey } = server.credentials;
    const kept = [...Object.keys(declared), "unfinished", "mayAppearUntil"];
    expect(Object.keys(outputs).sort()).toEqual(kept.sort());
    expectWithout(JSON.stringify(outputs), server.secretOf(declared.name), apiKey);
    expectWithout(`${failure}`, server.secretOf(declared.name), apiKey, "token-canary");
  });
});
