// `npm run bench -- latency [--resources 1000] [--milliseconds 0,25,50,100] [--rounds 3]`: a refresh with a server
// that delays each answer, as a network does. Takes ten minutes.
import { parseArgs } from "node:util";
import type { Engine } from "../../tools/engine/engine.ts";
import { noop } from "./compare/baselines.ts";
import { ours } from "./compare/ours.ts";
import { measureOperation, openAll, turnOrder } from "./compare/rounds.ts";
import { textbook } from "./compare/textbook.ts";
import type { LatencySample } from "./results.ts";
import type { Store } from "./store.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";
import { latencyTable } from "./text-table.ts";

/** The no-op provider sends no requests; the others are compared with it. */
const contestants = [noop, ours, textbook];

interface LatencyOptions {
  readonly resources: number;
  readonly rounds: number;
  /** The delays to measure, each for every answer. */
  readonly milliseconds: readonly number[];
}

export async function* measureLatency(
  engine: Engine,
  store: Store,
  args: readonly string[],
): AsyncGenerator<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      resources: { type: "string", default: "1000" },
      rounds: { type: "string", default: "3" },
      milliseconds: { type: "string", default: "0,25,50,100" },
    },
  });
  const milliseconds = values.milliseconds.split(",").map(Number);
  const chosen = { resources: Number(values.resources), rounds: Number(values.rounds), milliseconds };
  const samples = await inTemporaryFolder((folder) => samplesIn(folder, engine, chosen));
  const latency = { contestants: contestants.map(({ name, title }) => ({ name, title })), samples };
  await store.put({ latency });
  yield latencyTable(latency);
}

async function samplesIn(
  folder: string,
  engine: Engine,
  { resources, rounds, milliseconds }: LatencyOptions,
) {
  await using servers = new AsyncDisposableStack();
  const running = await openAll(contestants, { folder, servers, resources, engine });
  for (const each of running) await measureOperation(each, "create", resources);
  const samples: LatencySample[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [nth, ms] of turnOrder(milliseconds, round, 0).entries()) {
      for (const each of turnOrder(running, round, nth)) {
        each.rockit.faults.random({ seed: 0, chance: ms > 0 ? 1 : 0, kinds: [{ kind: "delay", ms }] });
        const sample = await measureOperation(each, "refresh", resources);
        console.error(`  ${sample.contestant}, answers after ${ms} ms: ${sample.wallSeconds.toFixed(1)} s`);
        samples.push({ ...sample, milliseconds: ms, round });
      }
    }
  }
  return samples;
}
