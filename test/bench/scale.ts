// `npm run bench -- scale [--resources 10000] [--each 500] [--one 2000]`: how the cost grows with the number of subscriptions, in one stack
// and in several of one organisation, and what the engine's settings change. Takes half an hour.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Engine } from "../../tools/engine/engine.ts";
import { type RockitSimulator, startRockit } from "../simulators/index.ts";
import { type ContestantProject, type Operation, pageSize } from "./compare/contestant.ts";
import { ours } from "./compare/ours.ts";
import { type Command, costOf, cpuOfChildren } from "./process.ts";
import type { ScaleSample } from "./results.ts";
import type { Store } from "./store.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";
import { scaleTable } from "./text-table.ts";

interface Layout {
  readonly name: string;
  readonly stacks: number;
  readonly each: number;
  readonly atOnce?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  readonly operations: readonly Operation[];
}

const url = "https://hooks.example.com/builds";

export async function* measureScale(
  engine: Engine,
  store: Store,
  args: readonly string[],
): AsyncGenerator<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      resources: { type: "string", default: "10000" },
      each: { type: "string", default: "500" },
      one: { type: "string", default: "2000" },
      only: { type: "string", default: "" },
    },
  });
  const [resources, each, one] = [values.resources, values.each, values.one].map(Number) as [
    number,
    number,
    number,
  ];
  const wanted = layoutsOf(resources, each, one).filter(({ name }) => name.includes(values.only));
  const samples: ScaleSample[] = [];
  for (const layout of wanted) {
    samples.push(...(await measureLayout(layout, engine)));
    const others = store
      .part("scale")
      ?.filter((before) => !samples.some((sample) => sample.layout === before.layout));
    await store.put({ scale: [...(others ?? []), ...samples] });
  }
  yield scaleTable(samples);
}

function layoutsOf(resources: number, each: number, one: number): Layout[] {
  const operations = ["create", "refresh"] as const;
  const [name, apart] = ["one stack", `stacks of ${each.toLocaleString("en")}`];
  const alone = { stacks: 1, each: one / 2, operations: ["create"] } as const;
  const withoutBackups = { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" };
  return [
    ...[...new Set([each, one / 2, one])].map((count) => ({ name, stacks: 1, each: count, operations })),
    { name: `${apart}, one after the other`, stacks: resources / each, each, operations },
    { name: `${apart}, two at once`, stacks: 4, each, atOnce: 2, operations },
    { ...alone, name: `${name}, --parallel 32`, options: ["--parallel", "32"] },
    { ...alone, name: `${name}, GOGC=400`, env: { GOGC: "400" } },
    { ...alone, name: `${name}, no backups of the state`, env: withoutBackups },
  ];
}

async function measureLayout(layout: Layout, engine: Engine): Promise<ScaleSample[]> {
  const { name, stacks, each, atOnce = 1, env = {}, options = [], operations } = layout;
  return inTemporaryFolder(async (folder) => {
    await using rockit = await startRockit({ maxPageSize: pageSize });
    const projects: ContestantProject[] = [];
    for (let stack = 0; stack < stacks; stack++) {
      const own = join(folder, `${stack}`);
      await mkdir(own);
      const project = await ours.open({ folder: own, engine, rockit });
      await project.declare(each, url, `team${stack}-`);
      projects.push(project);
    }
    const samples: ScaleSample[] = [];
    for (const operation of operations) {
      const commands = projects.map((project) => {
        const command = project.commandOf(operation);
        return { ...command, args: [...command.args, ...options], env: { ...command.env, ...env } };
      });
      const cost = await costOfMany(commands, atOnce, rockit);
      const states = await Promise.all(projects.map((project) => project.state()));
      samples.push({
        layout: name,
        stacks,
        resources: stacks * each,
        operation,
        ...cost,
        stateBytes: states.reduce((sum, state) => sum + Buffer.byteLength(state), 0),
      });
      console.error(`  ${name}, ${stacks} × ${each}, ${operation}: ${cost.wallSeconds.toFixed(1)} s`);
    }
    return samples;
  });
}

async function costOfMany(commands: readonly Command[], atOnce: number, rockit: RockitSimulator) {
  rockit.clearRequests();
  const [started, before] = [performance.now(), await cpuOfChildren()];
  const remaining = commands.values();
  const runRemaining = async () => {
    for (const command of remaining) await costOf(command);
  };
  await Promise.all(Array.from({ length: atOnce }, runRemaining));
  const after = await cpuOfChildren();
  return {
    wallSeconds: (performance.now() - started) / 1000,
    ...(before !== undefined && after !== undefined && { cpuSeconds: after - before }),
    requests: rockit.requests.length,
  };
}
