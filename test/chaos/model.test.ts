import fc from "fast-check";
import { expect, it } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import "../helpers/client.ts";
import { seed } from "../helpers/seed.ts";
import { type AdapterName, adapterNames, adapters } from "./model/adapters/index.ts";
import { expectConverged } from "./model/convergence.ts";
import { Figures } from "./model/figures.ts";
import { ModelRun, modelSecrets } from "./model/model-run.ts";
import { type Scenario, scenarios } from "./model/scenario.ts";
import { receiver, useReceiver, withoutJitter } from "./model/setup.ts";

const runs = Number(process.env["CHAOS_RUNS"] ?? 1000);
/** CHAOS_ADAPTER chooses one. Both serve the same lifecycles, so the second adapter needs fewer runs. */
const chosenAdapters = adapterNames.filter((name) => (process.env["CHAOS_ADAPTER"] ?? name) === name);
const runsOf = (adapter: AdapterName) =>
  chosenAdapters.length === 1 || adapter === "dynamic" ? runs : Math.ceil(runs / 4);
/** The path that a failure prints; runs only that case. */
const path = process.env["CHAOS_PATH"];
const shrinks = process.env["CHAOS_SHRINK"] !== "no";
const timeLimit = 3_500_000;
/** Most of a run is waiting for answers. */
const shards = 24;

const printed: string[] = [];
useReceiver((line) => printed.push(line));
withoutJitter();

/** The first failure ends all runs: the others would only find the same failure. */
async function runShards(adapter: AdapterName, figures: Figures): Promise<fc.RunDetails<[Scenario]>[]> {
  let failing: number | undefined;
  const runScenario = async (scenario: Scenario) => {
    const options = { adapter: adapters[adapter] };
    await using run = await ModelRun.start(scenario, receiver.nextUrl(), figures, options);
    for (const step of scenario.steps) await run.perform(step);
    await expectConverged(run, receiver, figures);
  };
  const check = (parameters: fc.Parameters<[Scenario]>, shard: number) =>
    fc.check(
      fc.asyncProperty(scenarios, async (scenario) => {
        if (failing !== undefined && failing !== shard) return;
        await runScenario(scenario).catch((failure) => {
          failing = failing ?? shard;
          throw failure;
        });
      }),
      { unbiased: true, interruptAfterTimeLimit: timeLimit, endOnFailure: !shrinks, ...parameters },
    );
  if (path !== undefined) return [await check({ seed, path, numRuns: 1 }, 0)];
  const numRuns = Math.ceil(runsOf(adapter) / shards);
  return Promise.all(
    Array.from({ length: shards }, (_, shard) => check({ seed: seed + shard, numRuns }, shard)),
  );
}

it.each(chosenAdapters)(
  `reaches the declared state despite random faults, through the %s adapter, seed ${seed}`,
  async (adapter) => {
    const started = Date.now();
    const figures = new Figures();
    const results = await runShards(adapter, figures);
    const seconds = (Date.now() - started) / 1000;
    const done = results.reduce((sum, { numRuns }) => sum + numRuns, 0);
    process.stdout.write(`${adapter} adapter, ${figures.report({ seed, runs: done, seconds })}\n`);
    const failed = results.find((result) => result.failed && result.errorInstance);
    if (failed !== undefined) {
      const again = `npm run chaos -- --adapter ${adapter} --seed ${failed.seed} --path ${failed.counterexamplePath}`;
      process.stdout.write(`${failed.errorInstance}\n${again}\n${fc.stringify(failed.counterexample)}\n`);
      throw failed.errorInstance;
    }
    expect(results.filter((result) => result.failed)).toEqual([]);
    if (path === undefined) expect(done).toBeGreaterThanOrEqual(runsOf(adapter));
    expectNoSecretPrinted();
  },
);

/** Lines that a person at the terminal reads. */
function expectNoSecretPrinted(): void {
  expectNoSecretsIn(printed.join("\n"), ...modelSecrets);
}
