import { describe, expect, it } from "vitest";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { retryWithoutWaits } from "../http/retry-without-waits.ts";
import {
  createdAgain,
  expectFinished,
  keptOf,
  slack,
  start,
  steps,
  toCreate,
  toDelete,
  webhook,
} from "./creations.ts";

retryWithoutWaits();

/** Long enough for requests that are not held back, even on a busy machine. */
const impatient = { requestTimeout: 1000 };
/** Held until `heal`, which resolves when the server has acted on the request. */
const held = { kind: "delay", ms: Number.POSITIVE_INFINITY } as const;

/** Waiting takes most of the time, so both types run at once, each with its own server. */
const ofBothTypes = (test: (server: RockitSimulator, declared: object) => Promise<void>) => async () => {
  await Promise.all(
    [webhook, slack].map(async (declared) => {
      await using server = await startRockit();
      await test(server, declared);
    }),
  );
};

describe("a server that acts after the request timed out", () => {
  it.each([
    ["before the provider looks", "beforeLooking", ["POST", "look", "DELETE", "POST"]],
    [
      "between the look and the second request",
      "afterLooking",
      ["POST", "look", "POST", "look", "DELETE", "POST"],
    ],
  ] as const)("%s", (_what, when, expected) =>
    ofBothTypes(async (server, declared) => {
      server.faults.inject(held, toCreate);
      const engine = start(server, impatient, { [when]: () => server.faults.heal() });
      const known = await engine.create(declared);
      expect(steps(server)).toEqual(expected);
      expect(engine.said).toEqual([createdAgain]);
      await expectFinished(server, known, declared);
    })(),
  );

  it(
    "when the second request has succeeded: the secret of the second request stays",
    ofBothTypes(async (server, declared) => {
      server.faults.inject(held, toCreate);
      const engine = start(server, impatient);
      const known = await engine.create(declared);
      await server.faults.heal();
      expect(steps(server)).toEqual(["POST", "look", "POST"]);
      expect(engine.said).toEqual([]);
      await expectFinished(server, known, declared);
    }),
  );

  it(
    "when the second subscription is deleted for its lost answer: the next run finishes",
    ofBothTypes(async (server, declared) => {
      server.faults.inject(held, toCreate);
      server.faults.inject({ kind: "cut", when: "after" }, { ...toCreate, nth: 2 });
      const engine = start(server, impatient, { afterDeleting: () => server.faults.heal() });
      const kept = await keptOf(engine.create(declared));
      expect(steps(server)).toEqual(["POST", "look", "POST", "look", "DELETE", "POST"]);
      expect(server.writes().at(-1)?.status).toBe(409);
      expect(server.subscriptions.size).toBe(1);
      await expectFinished(server, await start(server).change(kept, declared), declared);
    }),
  );

  it(
    "when all three requests have timed out: the next run finishes",
    ofBothTypes(async (server, declared) => {
      server.faults.inject(held, { ...toCreate, times: 3 });
      const kept = await keptOf(start(server, impatient).create(declared));
      expect(kept.failure).toMatchObject({ code: "timeout" });
      expect(steps(server)).toEqual(["POST", "look", "POST", "look", "POST"]);
      expect(server.subscriptions.size).toBe(0);
      await server.faults.heal();
      expect(server.subscriptions.size).toBe(1);
      await expectFinished(server, await start(server).change(kept, declared), declared);
    }),
  );
});

it("a slow answer within the timeout is waited for", async () => {
  await using server = await startRockit();
  server.faults.inject({ kind: "delay", ms: 100 }, toCreate);
  const known = await start(server, { requestTimeout: 8000 }).create(webhook);
  expect(server.faults.injected).toHaveLength(1);
  expect(steps(server)).toEqual(["POST"]);
  await expectFinished(server, known, webhook);
});

it("a deletion that acts late does not delete the replacement of the same name", async () => {
  await using server = await startRockit();
  const known = await start(server).create(webhook);
  server.faults.inject({ kind: "delay", ms: 1300 }, toDelete);
  const engine = start(server, { requestTimeout: 1000 }, { lateEffectWindow: 800 });
  const moved = { ...webhook, url: "https://hooks.example/b" };
  const changed = await engine.change(known, moved);
  await server.faults.heal();
  expect(server.requestsTo("DELETE")).toHaveLength(2);
  expect(engine.said).toEqual(["the server may still process a deletion whose answer was lost; waiting 1 s"]);
  await expectFinished(server, changed, moved);
});
