// The state that an unfinished creation leaves. Later runs are tested in creation-unfinished.test.ts.
import { describe, expect, it } from "vitest";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import {
  createRequest,
  deleteRequest,
  expectFinished,
  listRequest,
  mayAppearUntil,
  setUpCreationTests,
  slack,
  startCheckedEngine,
  stepsOf,
  unavailable,
  unfinishedStateOf,
  webhook,
} from "./creations.ts";
import { server } from "./server.ts";

setUpCreationTests();

const remedy = "deletes the leftover and creates it again with a new signing secret";

describe.each([webhook, slack])("a creation of type $type is kept as unfinished", (declared) => {
  const kept = { id: declared.name, outputs: { ...declared, unfinished: true, mayAppearUntil }, remedy };

  it.each(["before", "after"] as const)("if the list fails: cut %s", async (when) => {
    server.faults.inject({ kind: "cut", when }, createRequest);
    server.faults.inject(unavailable, { ...listRequest, nth: 2, times: 3 });
    const result = await unfinishedStateOf(startCheckedEngine(server).create(declared));
    expect(result).toEqual({ ...kept, failure: expect.objectContaining({ code: "network" }) });
    expect(server.requestsTo("GET")).toHaveLength(4);
    expect(stepsOf(server)).toEqual(["POST", "GET"]);
  });

  it.each([
    ["a cut", { kind: "cut", when: "before" }, true],
    ["the gateway's 504", { kind: "status", status: 504, acts: false }, true],
    ["a 500 of the application", { kind: "status", status: 500, acts: false }, false],
    ["a 503", { kind: "status", status: 503, acts: false }, false],
  ] as const)(
    "with the time until which the server may act, if any: after %s",
    async (_what, fault, hasTime) => {
      server.faults.inject(fault, { ...createRequest, times: 3 });
      const { outputs } = await unfinishedStateOf(startCheckedEngine(server).create(declared));
      expect(outputs).toMatchObject({ unfinished: true });
      expect("mayAppearUntil" in outputs).toBe(hasTime);
    },
  );

  it("if the server becomes unreachable", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    const engine = startCheckedEngine(server, {}, { beforeLookup: () => server.outage() });
    const result = await unfinishedStateOf(engine.create(declared));
    expect(result).toMatchObject(kept);
    await server.recover();
    await expectFinished(server, await startCheckedEngine(server).change(result, declared), declared);
  });

  it("if the account can no longer read the list", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    const forbidReading = () => Object.assign(server.behaviour, { permissions: ["subscriptions.create"] });
    const engine = startCheckedEngine(server, {}, { beforeLookup: forbidReading });
    expect(await unfinishedStateOf(engine.create(declared))).toMatchObject(kept);
    expect(stepsOf(server)).toEqual(["POST", "GET"]);
  });

  it("if the leftover can't be deleted", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    server.faults.inject(unavailable, { ...deleteRequest, times: 3 });
    const result = await unfinishedStateOf(startCheckedEngine(server).create(declared));
    expect(result).toMatchObject({ ...kept, failure: { status: 503 } });
    expect(stepsOf(server)).toEqual(["POST", "GET", "DELETE", "DELETE", "DELETE"]);
    await expectFinished(server, await startCheckedEngine(server).change(result, declared), declared);
  });

  it("if the second request is refused for another reason", async () => {
    server.faults.inject({ kind: "cut", when: "before" }, createRequest);
    const forbidCreation = () => Object.assign(server.behaviour, { permissions: ["subscriptions.read"] });
    const result = await unfinishedStateOf(
      startCheckedEngine(server, {}, { afterLookup: forbidCreation }).create(declared),
    );
    expect(result).toMatchObject({ ...kept, failure: { code: "unauthorized" } });
    expect(stepsOf(server)).toEqual(["POST", "GET", "POST"]);
  });

  it.each([
    ["beforeLookup", "network", ["POST"]],
    ["afterLookup", "cancelled", ["POST", "GET"]],
    ["afterDeleting", "cancelled", ["POST", "GET", "DELETE"]],
  ] as const)("if the command is cancelled: %s", async (when, code, done) => {
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    const command = new AbortController();
    const engine = startCheckedEngine(server, { stopped: command.signal }, { [when]: () => command.abort() });
    expect(await unfinishedStateOf(engine.create(declared))).toMatchObject({ ...kept, failure: { code } });
    expect(stepsOf(server)).toEqual(done);
  });

  it.each([
    ["always acts and never answers", { kind: "cut", when: "after" }, 2],
    ["never acts and never answers", { kind: "cut", when: "before" }, 0],
  ] as const)("after three requests to a server that %s", async (_what, fault, deleted) => {
    server.faults.inject(fault, { ...createRequest, times: Number.POSITIVE_INFINITY });
    const result = await unfinishedStateOf(startCheckedEngine(server).create(declared));
    expect(result).toMatchObject(kept);
    expect(server.requestsTo("POST")).toHaveLength(3);
    expect(server.requestsTo("DELETE")).toHaveLength(deleted);
    await server.faults.heal();
    await expectFinished(server, await startCheckedEngine(server).change(result, declared), declared);
  });

  it("without the server's secret in its state or a credential in its error", async () => {
    server.faults.inject({ kind: "cut", when: "while" }, createRequest);
    server.faults.inject(unavailable, { ...listRequest, nth: 2, times: 3 });
    const { outputs, failure } = await unfinishedStateOf(startCheckedEngine(server).create(declared));
    const { apiKey } = server.credentials;
    const kept = [...Object.keys(declared), "unfinished", "mayAppearUntil"];
    expect(Object.keys(outputs).sort()).toEqual(kept.sort());
    expectNoSecretsIn(JSON.stringify(outputs), server.secretOf(declared.name), apiKey);
    expectNoSecretsIn(`${failure}`, server.secretOf(declared.name), apiKey, "token-canary");
  });
});
