import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { repeatAtOnce } from "../http/at-once.ts";
import {
  createdAgain,
  expectFinished,
  keptOf,
  type Meanwhile,
  slack,
  start,
  steps,
  toCreate,
  webhook,
} from "./creations.ts";

repeatAtOnce();

let server: RockitSimulator;
beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

const impatient = { requestTimeout: 500 };
/** Until it is let go by `heal`, which resolves when the server has acted on it. */
const held = { kind: "delay", ms: Number.POSITIVE_INFINITY } as const;
const letGo = () => server.faults.heal();

describe.each([webhook, slack])(
  "a server that acts after the request's time, on one of type $type",
  (declared) => {
    it.each([
      ["before we look", { beforeLooking: letGo }, ["POST", "look", "DELETE", "POST"], [createdAgain]],
      [
        "between our look and the second request",
        { afterLooking: letGo },
        ["POST", "look", "POST", "look", "DELETE", "POST"],
        [createdAgain],
      ],
    ] as [string, Meanwhile, string[], string[]][])("%s", async (_when, meanwhile, expected, said) => {
      server.faults.inject(held, toCreate);
      const engine = start(server, impatient, meanwhile);
      const known = await engine.create(declared);
      expect(steps(server)).toEqual(expected);
      expect(engine.said).toEqual(said);
      await expectFinished(server, known, declared);
    });

    it("when the second request has made it: the secret stays the second one's", async () => {
      server.faults.inject(held, toCreate);
      const engine = start(server, impatient);
      const known = await engine.create(declared);
      await letGo();
      expect(steps(server)).toEqual(["POST", "look", "POST"]);
      expect(engine.said).toEqual([]);
      await expectFinished(server, known, declared);
    });

    it("when the second one is deleted for its lost answer: the next run finishes", async () => {
      server.faults.inject(held, toCreate);
      server.faults.inject({ kind: "no-secret" }, { ...toCreate, nth: 2 });
      const creating = start(server, impatient, { afterDeleting: letGo }).create(declared);
      const kept = await keptOf(creating);
      expect(steps(server)).toEqual(["POST", "look", "POST", "look", "DELETE", "POST"]);
      expect(server.writes().at(-1)?.status).toBe(409);
      expect(server.subscriptions.size).toBe(1);
      await expectFinished(server, await start(server).change(kept, declared), declared);
    });

    it("when all three requests were given up: the next run finishes", async () => {
      server.faults.inject(held, { ...toCreate, times: 3 });
      const kept = await keptOf(start(server, impatient).create(declared));
      expect(kept.failure).toMatchObject({ code: "timeout" });
      expect(steps(server)).toEqual(["POST", "look", "POST", "look", "POST"]);
      expect(server.subscriptions.size).toBe(0);
      await letGo();
      expect(server.subscriptions.size).toBe(1);
      await expectFinished(server, await start(server).change(kept, declared), declared);
    });
  },
);

it("a server that is slow, but not too slow, is waited for", async () => {
  server.faults.inject({ kind: "delay", ms: 100 }, toCreate);
  const known = await start(server, { requestTimeout: 5000 }).create(webhook);
  expect(server.faults.injected).toHaveLength(1);
  expect(steps(server)).toEqual(["POST"]);
  await expectFinished(server, known, webhook);
});
