// The same histories through both adapters, one step at a time: the same requests, the same outcomes, the same verdict.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import "../helpers/client.ts";
import { seed } from "../helpers/seed.ts";
import { adapters } from "./model/adapters/index.ts";
import type { Adapter } from "./model/adapters/plugin.ts";
import { Figures } from "./model/figures.ts";
import { Receiver } from "./model/receiver.ts";
import { type Scenario, scenarios } from "./model/scenario.ts";
import { expectAsDeclared } from "./model/verdict.ts";
import { World } from "./model/world.ts";

const runs = 24;

let receiver: Receiver;

beforeAll(async () => {
  receiver = await new Receiver().start();
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.spyOn(console, "log").mockImplementation(() => {});
});

afterAll(async () => {
  vi.restoreAllMocks();
  await receiver[Symbol.asyncDispose]();
});

/** A scenario that depends on the clock has a different result each time, with either adapter. */
const isTimed = (scenario: Scenario) =>
  /"(delay|slow-body|gateway-timeout)"|"late":\{/.test(JSON.stringify(scenario));

async function played(scenario: Scenario, adapter: Adapter) {
  const figures = new Figures();
  const options = { adapter, parallel: 1, requestTimeout: 60_000 };
  await using world = await World.start(scenario, receiver.next(), figures, options);
  let verdict = "as declared";
  try {
    for (const step of scenario.steps) await world.happens(step);
    await expectAsDeclared(world, receiver, figures);
  } catch (failure) {
    verdict = String(failure);
  }
  const requests = [world.rockit, world.durst].map((server) => server.requests.map(({ route }) => route));
  return { verdict, commands: figures.commands, outcomes: world.outcomes, requests };
}

type Played = Awaited<ReturnType<typeof played>>;

/** On a busy machine the first few attempts at a server with a rate limit may all differ. */
const attempts = 6;

/** Retries depend on the clock too, so one adapter may do sometimes what the other does always. */
async function playedAlike(scenario: Scenario): Promise<Played> {
  const all: [Played, Played][] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    all.push(await Promise.all([played(scenario, adapters.dynamic), played(scenario, adapters.native)]));
    const alike = all.find(([dynamic]) => all.some(([, native]) => isDeepStrictEqual(dynamic, native)));
    if (alike !== undefined) return alike[0];
  }
  const [[dynamic, native] = []] = all;
  expect(native, fc.stringify(scenario)).toEqual(dynamic);
  expect.fail("the first attempt differed");
}

it(`both adapters end with the same result: ${runs} histories, seed ${seed}`, async () => {
  const sampled = fc.sample(
    scenarios.filter((scenario) => !isTimed(scenario)),
    { seed, numRuns: runs },
  );
  const results = await Promise.all(sampled.map(playedAlike));
  expect(results.map(({ verdict }) => verdict)).toEqual(results.map(() => "as declared"));
  expect(results.flatMap(({ outcomes }) => outcomes).length).toBeGreaterThan(5 * runs);
});
