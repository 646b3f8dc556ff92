// `npm run bench -- latency [--resources 1000] [--milliseconds 0,25,50,100] [--rounds 3]`: a refresh against a server that takes so long to answer, as one
// across a network does. The comparison's answers at once. Takes ten minutes.
import { parseArgs } from "node:util";
import type { Engine } from "../../tools/engine/engine.ts";
import { noop } from "./compare/floors.ts";
import { ours } from "./compare/ours.ts";
import { inTurn, open, sampleOf } from "./compare/rounds.ts";
import { textbook } from "./compare/textbook.ts";
import { inFolder } from "./folder.ts";
import type { LatencySample } from "./results.ts";
import type { Store } from "./store.ts";
import { latencyTable } from "./text-table.ts";

/** The no-op provider asks nothing, and is what the others are compared with. */
const contestants = [noop, ours, textbook];

interface Chosen {
  readonly resources: number;
  readonly rounds: number;
  /** Each answer comes so many milliseconds later. */
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
  const samples = await inFolder((folder) => samplesIn(folder, engine, chosen));
  const latency = { contestants: contestants.map(({ name, title }) => ({ name, title })), samples };
  await store.put({ latency });
  yield latencyTable(latency);
}

async function samplesIn(folder: string, engine: Engine, { resources, rounds, milliseconds }: Chosen) {
  await using servers = new AsyncDisposableStack();
  const running = await open(contestants, { folder, servers, resources, engine });
  for (const each of running) await sampleOf(each, "create", resources);
  const samples: LatencySample[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [nth, ms] of inTurn(milliseconds, round, 0).entries()) {
      for (const each of inTurn(running, round, nth)) {
        each.rockit.faults.random({ seed: 0, chance: ms > 0 ? 1 : 0, kinds: [{ kind: "delay", ms }] });
        const sample = await sampleOf(each, "refresh", resources);
        console.error(`  ${sample.contestant}, answers after ${ms} ms: ${sample.wallSeconds.toFixed(1)} s`);
        samples.push({ ...sample, milliseconds: ms, round });
      }
    }
  }
  return samples;
}
