// The same histories through both adapters, one step at a time: requests, outcomes and verdict must be equal.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import "../helpers/client.ts";
import { seed } from "../helpers/seed.ts";
import { adapters } from "./model/adapters/index.ts";
import type { Adapter } from "./model/adapters/plugin.ts";
import { expectConverged } from "./model/convergence.ts";
import { Figures } from "./model/figures.ts";
import { ModelRun } from "./model/model-run.ts";
import { type Scenario, scenarios } from "./model/scenario.ts";
import { receiver, useReceiver, withoutJitter } from "./model/setup.ts";

const runs = 24;

useReceiver();
withoutJitter();

/** The result of such a scenario depends on the clock, with either adapter. */
const isTimed = (scenario: Scenario) =>
  /"(delay|slow-body|gateway-timeout)"|"late":\{/.test(JSON.stringify(scenario));

async function play(scenario: Scenario, adapter: Adapter) {
  const figures = new Figures();
  const options = { adapter, parallel: 1, requestTimeout: 60_000 };
  await using run = await ModelRun.start(scenario, receiver.nextUrl(), figures, options);
  let verdict = "as declared";
  try {
    for (const step of scenario.steps) await run.perform(step);
    await expectConverged(run, receiver, figures);
  } catch (failure) {
    verdict = String(failure);
  }
  const requests = [run.rockit, run.durst].map((server) => server.requests.map(({ route }) => route));
  return { verdict, commands: figures.commands, outcomes: run.outcomes, requests };
}

type Playback = Awaited<ReturnType<typeof play>>;

/** On a busy machine and a server with a rate limit, the first few attempts may all differ. */
const attempts = 6;

/** Retries depend on the clock too, so the adapters may need several attempts until two results are equal. */
async function playUntilEqual(scenario: Scenario): Promise<Playback> {
  const all: [Playback, Playback][] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    all.push(await Promise.all([play(scenario, adapters.dynamic), play(scenario, adapters.native)]));
    const equalPair = all.find(([dynamic]) => all.some(([, native]) => isDeepStrictEqual(dynamic, native)));
    if (equalPair !== undefined) return equalPair[0];
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
  const results = await Promise.all(sampled.map(playUntilEqual));
  expect(results.map(({ verdict }) => verdict)).toEqual(results.map(() => "as declared"));
  expect(results.flatMap(({ outcomes }) => outcomes).length).toBeGreaterThan(5 * runs);
});
