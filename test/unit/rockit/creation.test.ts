import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Fault, type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { retryWithoutWaits } from "../http/retry-without-waits.ts";
import {
  createdAgain,
  expectFinished,
  slack,
  start,
  steps,
  toCreate,
  toDelete,
  toList,
  webhook,
} from "./creations.ts";

retryWithoutWaits();

let server: RockitSimulator;
beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

const failing = [500, 502, 503, 504] as const;
const notActed: [string, Fault][] = [
  ["cut before the server acts", { kind: "cut", when: "before" }],
  ...failing.map((status): [string, Fault] => [`${status}`, { kind: "status", status, acts: false }]),
  ["a balancer's page of 502", { kind: "html", status: 502, acts: false }],
  ["a page of 408", { kind: "html", status: 408, acts: false }],
];
const acted: [string, Fault][] = [
  ["cut while the server answers", { kind: "cut", when: "while" }],
  ["cut after the server acted", { kind: "cut", when: "after" }],
  ...failing.map((status): [string, Fault] => [`${status}`, { kind: "status", status, acts: true }]),
  ["a balancer's page of 502", { kind: "html", status: 502, acts: true }],
  ["a page of 408", { kind: "html", status: 408, acts: true }],
  ["a body that does not end in time", { kind: "slow-body", ms: Number.POSITIVE_INFINITY }],
];
const patience = (fault: Fault) => (fault.kind === "slow-body" ? { requestTimeout: 1000 } : {});

describe.each([webhook, slack])("a creation of type $type whose answer is lost", (declared) => {
  it.each(notActed)("is sent again if the server has not acted: %s", async (_what, fault) => {
    server.faults.inject(fault, toCreate);
    const engine = start(server);
    const known = await engine.create(declared);
    expect(server.faults.injected).toHaveLength(1);
    expect(steps(server)).toEqual(["POST", "look", "POST"]);
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([declared, declared]);
    expect(engine.said).toEqual([]);
    await expectFinished(server, known, declared);
  });

  it.each(acted)("is deleted and created again if the server has acted: %s", async (_what, fault) => {
    server.faults.inject(fault, toCreate);
    const engine = start(server, patience(fault));
    const known = await engine.create(declared);
    expect(server.faults.injected).toHaveLength(1);
    expect(steps(server)).toEqual(["POST", "look", "DELETE", "POST"]);
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([declared, declared]);
    expect(engine.said).toEqual([createdAgain]);
    await expectFinished(server, known, declared);
  });

  it.each([
    ["created twice", { kind: "cut", when: "while" }, { kind: "cut", when: "after" }, 2],
    ["created, then not created", { kind: "cut", when: "after" }, { kind: "cut", when: "before" }, 1],
    ["not created, then created", { kind: "cut", when: "before" }, { kind: "cut", when: "after" }, 1],
  ] as [string, Fault, Fault, number][])(
    "succeeds with the third request: %s",
    async (_what, first, second, deleted) => {
      server.faults.inject(first, toCreate);
      server.faults.inject(second, toCreate);
      const known = await start(server).create(declared);
      expect(server.faults.injected).toHaveLength(2);
      expect(server.requestsTo("POST")).toHaveLength(3);
      expect(server.requestsTo("DELETE")).toHaveLength(deleted);
      await expectFinished(server, known, declared);
    },
  );

  it("is also found in a list that shows only names", async () => {
    Object.assign(server.behaviour, { listFields: "name-only" });
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    await expectFinished(server, await start(server).create(declared), declared);
  });

  it.each([
    ["as `events`", { listEvents: "events" }],
    ["in an object", { listShape: "object" }],
    ["on the last of many pages", { maxPageSize: 4 }],
  ] as const)("is found in a list that shows it %s", async (_what, behaviour) => {
    Object.assign(server.behaviour, behaviour);
    for (let n = 0; n < 30; n++) server.add({ ...webhook, events: [...webhook.events], name: `a${n}` });
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    await start(server).create(declared);
    expect(server.writes().map(({ method }) => method)).toEqual(["POST", "DELETE", "POST"]);
    expect(server.subscriptions.size).toBe(31);
  });

  it("is found by a conflict if the lists wrongly lack it", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    Object.assign(server.behaviour, {
      listShape: (entries: object[]) => (server.requestsTo("POST").length === 1 ? [] : entries),
    });
    const engine = start(server);
    const known = await engine.create(declared);
    expect(steps(server)).toEqual(["POST", "look", "POST", "look", "DELETE", "POST"]);
    expect(server.requestsTo("POST").map(({ status }) => status)).toEqual([undefined, 409, 200]);
    expect(engine.said).toEqual([createdAgain]);
    await expectFinished(server, known, declared);
  });

  it("is found although the list and the deletion fail at first", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    server.faults.inject({ kind: "status", status: 503, acts: false }, { ...toList, nth: 2, times: 2 });
    server.faults.inject({ kind: "cut", when: "after" }, toDelete);
    const known = await start(server).create(declared);
    expect(server.faults.injected).toHaveLength(4);
    // The list confirms the 404.
    expect(steps(server)).toEqual(["POST", "look", "DELETE", "DELETE", "look", "POST"]);
    expect(server.requestsTo("DELETE").map(({ status }) => status)).toEqual([undefined, 404]);
    await expectFinished(server, known, declared);
  });

  it("logs nothing and looks for nothing if no answer is lost", async () => {
    const engine = start(server);
    const known = await engine.create(declared);
    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
    expect(engine.said).toEqual([]);
    await expectFinished(server, known, declared);
  });

  it("sends neither onConflict nor rotationTrigger, and ignores both when comparing", async () => {
    server.faults.inject({ kind: "cut", when: "after" }, toCreate);
    const more = { ...declared, onConflict: "replace", rotationTrigger: { since: "May" } };
    const known = await start(server).create(more);
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([declared, declared]);
    await expectFinished(server, known, more);
  });
});

describe("a refused creation", () => {
  it.each([400, 404, 415])("fails at once without looking for a subscription: %i", async (status) => {
    server.faults.inject({ kind: "html", status, acts: false }, toCreate);
    await expect(start(server).create(webhook)).rejects.toMatchObject({ name: "HttpError", status });
    expect(steps(server)).toEqual(["POST"]);
    expect(server.subscriptions.size).toBe(0);
  });

  it("is sent again after a rate limit, without looking for a subscription", async () => {
    server.faults.inject({ kind: "rate-limited", retryAfter: 0 }, toCreate);
    await expectFinished(server, await start(server).create(webhook), webhook);
    expect(steps(server).slice(0, 2)).toEqual(["POST", "POST"]);
  });
});

it("an unreadable list fails a creation before its request, and the next creation reads the list again", async () => {
  server.faults.inject({ kind: "status", status: 503, acts: false }, { ...toList, times: 3 });
  const engine = start(server);
  await expect(engine.create(webhook)).rejects.toMatchObject({ name: "HttpError", status: 503 });
  expect(server.requests.map(({ method }) => method)).toEqual(["GET", "GET", "GET"]);
  await expectFinished(server, await engine.create(webhook), webhook);
});
