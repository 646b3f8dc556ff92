import { describe, expect, it } from "vitest";
import type { Fault } from "../../simulators/index.ts";
import {
  createdAgainMessage,
  createRequest,
  deleteRequest,
  expectFinished,
  listRequest,
  setUpCreationTests,
  slack,
  startCheckedEngine,
  stepsOf,
  webhook,
} from "./creations.ts";
import { server } from "./server.ts";

setUpCreationTests();

const failureStatuses = [500, 502, 503, 504] as const;
const faultsBeforeCreation: [string, Fault][] = [
  ["cut before the server acts", { kind: "cut", when: "before" }],
  ...failureStatuses.map((status): [string, Fault] => [`${status}`, { kind: "status", status, acts: false }]),
  ["a balancer's page of 502", { kind: "html", status: 502, acts: false }],
  ["a page of 408", { kind: "html", status: 408, acts: false }],
];
const faultsAfterCreation: [string, Fault][] = [
  ["cut while the server answers", { kind: "cut", when: "while" }],
  ["cut after the server acted", { kind: "cut", when: "after" }],
  ...failureStatuses.map((status): [string, Fault] => [`${status}`, { kind: "status", status, acts: true }]),
  ["a balancer's page of 502", { kind: "html", status: 502, acts: true }],
  ["a page of 408", { kind: "html", status: 408, acts: true }],
  ["a body that does not end in time", { kind: "slow-body", ms: Number.POSITIVE_INFINITY }],
];
const settingsFor = (fault: Fault) => (fault.kind === "slow-body" ? { requestTimeout: 1000 } : {});

describe.each([webhook, slack])("a creation of type $type whose answer is lost", (declared) => {
  it.each(faultsBeforeCreation)("is sent again if the server has not acted: %s", async (_what, fault) => {
    server.faults.inject(fault, createRequest);
    const engine = startCheckedEngine(server);
    const known = await engine.create(declared);
    expect(server.faults.injected).toHaveLength(1);
    expect(stepsOf(server)).toEqual(["POST", "GET", "POST"]);
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([declared, declared]);
    expect(engine.logged).toEqual([]);
    await expectFinished(server, known, declared);
  });

  it.each(faultsAfterCreation)(
    "is deleted and created again if the server has acted: %s",
    async (_what, fault) => {
      server.faults.inject(fault, createRequest);
      const engine = startCheckedEngine(server, settingsFor(fault));
      const known = await engine.create(declared);
      expect(server.faults.injected).toHaveLength(1);
      expect(stepsOf(server)).toEqual(["POST", "GET", "DELETE", "POST"]);
      expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([declared, declared]);
      expect(engine.logged).toEqual([createdAgainMessage]);
      await expectFinished(server, known, declared);
    },
  );

  it.each([
    ["created twice", { kind: "cut", when: "while" }, { kind: "cut", when: "after" }, 2],
    ["created, then not created", { kind: "cut", when: "after" }, { kind: "cut", when: "before" }, 1],
    ["not created, then created", { kind: "cut", when: "before" }, { kind: "cut", when: "after" }, 1],
  ] as [string, Fault, Fault, number][])(
    "succeeds with the third request: %s",
    async (_what, first, second, deleted) => {
      server.faults.inject(first, createRequest);
      server.faults.inject(second, createRequest);
      const known = await startCheckedEngine(server).create(declared);
      expect(server.faults.injected).toHaveLength(2);
      expect(server.requestsTo("POST")).toHaveLength(3);
      expect(server.requestsTo("DELETE")).toHaveLength(deleted);
      await expectFinished(server, known, declared);
    },
  );

  it("is also found in a list that shows only names", async () => {
    Object.assign(server.behaviour, { listFields: "name-only" });
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    await expectFinished(server, await startCheckedEngine(server).create(declared), declared);
  });

  it.each([
    ["as `events`", { listEvents: "events" }],
    ["in an object", { listShape: "object" }],
    ["on the last of many pages", { maxPageSize: 4 }],
  ] as const)("is found in a list that shows it %s", async (_what, behaviour) => {
    Object.assign(server.behaviour, behaviour);
    for (let n = 0; n < 30; n++) server.add({ ...webhook, events: [...webhook.events], name: `a${n}` });
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    await startCheckedEngine(server).create(declared);
    expect(server.writes().map(({ method }) => method)).toEqual(["POST", "DELETE", "POST"]);
    expect(server.subscriptions.size).toBe(31);
  });

  it("is found by a conflict if the lists wrongly lack it", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    Object.assign(server.behaviour, {
      listShape: (entries: object[]) => (server.requestsTo("POST").length === 1 ? [] : entries),
    });
    const engine = startCheckedEngine(server);
    const known = await engine.create(declared);
    expect(stepsOf(server)).toEqual(["POST", "GET", "POST", "GET", "DELETE", "POST"]);
    expect(server.requestsTo("POST").map(({ status }) => status)).toEqual([undefined, 409, 200]);
    expect(engine.logged).toEqual([createdAgainMessage]);
    await expectFinished(server, known, declared);
  });

  it("is found although the list and the deletion fail at first", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    server.faults.inject({ kind: "status", status: 503, acts: false }, { ...listRequest, nth: 2, times: 2 });
    server.faults.inject({ kind: "cut", when: "after" }, deleteRequest);
    const known = await startCheckedEngine(server).create(declared);
    expect(server.faults.injected).toHaveLength(4);
    // The list confirms the 404.
    expect(stepsOf(server)).toEqual(["POST", "GET", "DELETE", "DELETE", "GET", "POST"]);
    expect(server.requestsTo("DELETE").map(({ status }) => status)).toEqual([undefined, 404]);
    await expectFinished(server, known, declared);
  });

  it("logs nothing and looks nothing up if no answer is lost", async () => {
    const engine = startCheckedEngine(server);
    const known = await engine.create(declared);
    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
    expect(engine.logged).toEqual([]);
    await expectFinished(server, known, declared);
  });

  it("sends neither onConflict nor rotationTrigger, and ignores both when comparing", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, createRequest);
    const more = { ...declared, onConflict: "replace", rotationTrigger: { since: "May" } };
    const known = await startCheckedEngine(server).create(more);
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([declared, declared]);
    await expectFinished(server, known, more);
  });
});

describe("a refused creation", () => {
  it.each([400, 404, 415])("fails at once without a lookup: %i", async (status) => {
    server.faults.inject({ kind: "html", status, acts: false }, createRequest);
    await expect(startCheckedEngine(server).create(webhook)).rejects.toMatchObject({
      name: "HttpError",
      status,
    });
    expect(stepsOf(server)).toEqual(["POST"]);
    expect(server.subscriptions.size).toBe(0);
  });

  it("is sent again after a rate limit, without a lookup", async () => {
    server.faults.inject({ kind: "rate-limited", retryAfter: 0 }, createRequest);
    await expectFinished(server, await startCheckedEngine(server).create(webhook), webhook);
    expect(stepsOf(server).slice(0, 2)).toEqual(["POST", "POST"]);
  });
});

it("an unreadable list fails a creation before its request, and the next creation reads the list again", async () => {
  server.faults.inject({ kind: "status", status: 503, acts: false }, { ...listRequest, times: 3 });
  const engine = startCheckedEngine(server);
  await expect(engine.create(webhook)).rejects.toMatchObject({ name: "HttpError", status: 503 });
  expect(server.requests.map(({ method }) => method)).toEqual(["GET", "GET", "GET"]);
  await expectFinished(server, await engine.create(webhook), webhook);
});
