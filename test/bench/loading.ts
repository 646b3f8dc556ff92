// Measures how long it takes to load this package: in a program, and in the plugin process that the engine starts.
import { join } from "node:path";
import { execa } from "execa";
import { adapters } from "../conformance/adapters.ts";
import { firstAnswerOf } from "./first-answer.ts";
import type { LoadingSample } from "./results.ts";
import type { Store } from "./store.ts";
import { loadingTable } from "./text-table.ts";

const root = join(import.meta.dirname, "..", "..");

/** A script that measures how many milliseconds each module takes to load, one after another. */
const timeRequires = (...modules: readonly string[]) => `
  const times = ${JSON.stringify(modules)}.map((name) => {
    const before = performance.now();
    require(name);
    return performance.now() - before;
  });`;
const printTimes = "process.stdout.write(JSON.stringify(times), () => process.exit());";

const processes = {
  // Both are loaded in one process: two loads of the SDK differ by more than the package takes.
  program: `${timeRequires("@pulumi/pulumi", "pulumi-rockit-durst")} ${printTimes}`,
  // The process of a dynamic provider prints its port when it is ready. It loads this package later, for the first resource.
  plugin: `
    process.argv[2] = "127.0.0.1:1";
    console.log = () => { ${timeRequires("pulumi-rockit-durst/lifecycle")} ${printTimes} };
    require("@pulumi/pulumi/cmd/dynamic-provider");`,
};

const rounds = 15;

export async function* measureLoading(store: Store): AsyncGenerator<string> {
  const samples = await takeSamples();
  await store.put({ loading: samples });
  yield loadingTable(samples);
}

/** Each round starts fresh processes, in changing order; the first round only fills the disk's cache. */
async function takeSamples(): Promise<LoadingSample[]> {
  const samples: LoadingSample[] = [];
  for (let round = -1; round < rounds; round++) {
    const [program = [], plugin = []] =
      round % 2 === 0
        ? [await timesIn(processes.program), await timesIn(processes.plugin)]
        : [await timesIn(processes.plugin), await timesIn(processes.program)].reverse();
    const [alone = NaN, beyond = NaN] = program;
    const [provider = NaN] = plugin;
    const answers: LoadingSample[] = [];
    for (const adapter of round % 2 === 0 ? adapters : adapters.toReversed())
      answers.push({
        what: `first answer of the ${adapter.name} plugin`,
        round,
        milliseconds: await firstAnswerOf(adapter),
      });
    if (round < 0) continue;
    samples.push(
      { what: "@pulumi/pulumi", round, milliseconds: alone },
      { what: "@pulumi/pulumi and this package", round, milliseconds: alone + beyond },
      { what: "the plugin's side", round, milliseconds: provider },
      ...answers,
    );
  }
  return samples;
}

async function timesIn(script: string): Promise<number[]> {
  const { stdout } = await execa("node", ["-e", script], { cwd: root, preferLocal: true });
  return JSON.parse(stdout) as number[];
}
