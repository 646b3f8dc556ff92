import { describe, expect, it } from "vitest";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { retryWithoutWaits } from "../http/retry-without-waits.ts";
import {
  createdAgainMessage,
  createRequest,
  deleteRequest,
  expectFinished,
  slack,
  startCheckedEngine,
  stepsOf,
  unfinishedStateOf,
  webhook,
} from "./creations.ts";

retryWithoutWaits();

/** Long enough for requests without a delay, even on a busy machine. */
const shortTimeout = { requestTimeout: 1000 };
/** Delays a request until `heal`, which resolves when the server has acted on the request. */
const delayUntilHeal = { kind: "delay", ms: Number.POSITIVE_INFINITY } as const;

/** Runs a test for both types at once, each with its own server, because waiting takes most of the time. */
const forBothTypes = (test: (server: RockitSimulator, declared: object) => Promise<void>) => async () => {
  await Promise.all(
    [webhook, slack].map(async (declared) => {
      await using server = await startRockit();
      await test(server, declared);
    }),
  );
};

describe("a server that acts after the request timed out", () => {
  it.each([
    ["before the lookup", "beforeLookup", ["POST", "GET", "DELETE", "POST"]],
    [
      "between the lookup and the second request",
      "afterLookup",
      ["POST", "GET", "POST", "GET", "DELETE", "POST"],
    ],
  ] as const)("%s", (_what, when, expected) =>
    forBothTypes(async (server, declared) => {
      server.faults.inject(delayUntilHeal, createRequest);
      const engine = startCheckedEngine(server, shortTimeout, { [when]: () => server.faults.heal() });
      const known = await engine.create(declared);
      expect(stepsOf(server)).toEqual(expected);
      expect(engine.logged).toEqual([createdAgainMessage]);
      await expectFinished(server, known, declared);
    })(),
  );

  it(
    "when the second request has succeeded: the secret of the second request stays",
    forBothTypes(async (server, declared) => {
      server.faults.inject(delayUntilHeal, createRequest);
      const engine = startCheckedEngine(server, shortTimeout);
      const known = await engine.create(declared);
      await server.faults.heal();
      expect(stepsOf(server)).toEqual(["POST", "GET", "POST"]);
      expect(engine.logged).toEqual([]);
      await expectFinished(server, known, declared);
    }),
  );

  it(
    "when the second subscription is deleted for its lost answer: the next run finishes",
    forBothTypes(async (server, declared) => {
      server.faults.inject(delayUntilHeal, createRequest);
      server.faults.inject({ kind: "cut", when: "after" }, { ...createRequest, nth: 2 });
      const engine = startCheckedEngine(server, shortTimeout, { afterDeleting: () => server.faults.heal() });
      const kept = await unfinishedStateOf(engine.create(declared));
      expect(stepsOf(server)).toEqual(["POST", "GET", "POST", "GET", "DELETE", "POST"]);
      expect(server.writes().at(-1)?.status).toBe(409);
      expect(server.subscriptions.size).toBe(1);
      await expectFinished(server, await startCheckedEngine(server).change(kept, declared), declared);
    }),
  );

  it(
    "when all three requests have timed out: the next run finishes",
    forBothTypes(async (server, declared) => {
      server.faults.inject(delayUntilHeal, { ...createRequest, times: 3 });
      const kept = await unfinishedStateOf(startCheckedEngine(server, shortTimeout).create(declared));
      expect(kept.failure).toMatchObject({ code: "timeout" });
      expect(stepsOf(server)).toEqual(["POST", "GET", "POST", "GET", "POST"]);
      expect(server.subscriptions.size).toBe(0);
      await server.faults.heal();
      expect(server.subscriptions.size).toBe(1);
      await expectFinished(server, await startCheckedEngine(server).change(kept, declared), declared);
    }),
  );
});

it("a slow answer within the timeout is waited for", async () => {
  await using server = await startRockit();
  server.faults.inject({ kind: "delay", ms: 100 }, createRequest);
  const known = await startCheckedEngine(server, { requestTimeout: 8000 }).create(webhook);
  expect(server.faults.injected).toHaveLength(1);
  expect(stepsOf(server)).toEqual(["POST"]);
  await expectFinished(server, known, webhook);
});

it("a deletion that acts late does not delete the replacement of the same name", async () => {
  await using server = await startRockit();
  const known = await startCheckedEngine(server).create(webhook);
  server.faults.inject({ kind: "delay", ms: 1300 }, deleteRequest);
  const engine = startCheckedEngine(server, { requestTimeout: 1000 }, { lateEffectWindow: 800 });
  const moved = { ...webhook, url: "https://hooks.example/b" };
  const changed = await engine.change(known, moved);
  await server.faults.heal();
  expect(server.requestsTo("DELETE")).toHaveLength(2);
  expect(engine.logged).toEqual([
    "the server may still process a deletion whose answer was lost; waiting 1 s",
  ]);
  await expectFinished(server, changed, moved);
});
