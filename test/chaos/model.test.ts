import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import "../helpers/client.ts";
import { Figures } from "./model/figures.ts";
import { Receiver } from "./model/receiver.ts";
import { type Scenario, scenarios } from "./model/scenario.ts";
import { expectAsDeclared } from "./model/verdict.ts";
import { World } from "./model/world.ts";

const runs = Number(process.env["CHAOS_RUNS"] ?? 1000);
const seed = Number(process.env["CHAOS_SEED"] ?? 20250508);
/** Most of a run is waiting for answers. */
const shards = 24;

const figures = new Figures();
const said: string[] = [];
let receiver: Receiver;

beforeAll(async () => {
  receiver = await new Receiver().start();
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.spyOn(console, "log").mockImplementation((line) => void said.push(String(line)));
});

afterAll(async () => {
  vi.restoreAllMocks();
  await receiver[Symbol.asyncDispose]();
});

async function holds(scenario: Scenario): Promise<void> {
  await using world = await World.start(scenario, receiver.next(), figures);
  for (const step of scenario.steps) await world.happens(step);
  await expectAsDeclared(world, receiver, figures);
}

it(`ends as declared, whatever goes wrong on the way: ${runs} runs, seed ${seed}`, async () => {
  const started = Date.now();
  const results = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      fc.check(fc.asyncProperty(scenarios, holds), {
        seed: seed + shard,
        numRuns: Math.ceil(runs / shards),
        interruptAfterTimeLimit: 600_000,
        unbiased: true,
        endOnFailure: process.env["CHAOS_SHRINK"] === "no",
      }),
    ),
  );
  const seconds = (Date.now() - started) / 1000;
  const failed = results.filter((result) => result.failed);
  const done = results.reduce((sum, { numRuns }) => sum + numRuns, 0);
  process.stdout.write(`${figures.report({ seed, runs: done, seconds })}\n`);
  for (const result of failed)
    process.stdout.write(`${result.errorInstance}\n${fc.defaultReportMessage(result)}\n\n`);
  expect(failed).toEqual([]);
  expect(done).toBeGreaterThanOrEqual(runs);
});
