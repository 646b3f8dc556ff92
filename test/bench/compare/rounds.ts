// Runs the comparison. In a round, each operation runs for all contestants before the next operation. Their order rotates, so that other load
// on the machine affects all of them.
import { mkdir } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../tools/engine/engine.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { costOf } from "../process.ts";
import type { Sample, StateSample } from "../results.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { type Contestant, type ContestantProject, type Operation, pageSize } from "./contestant.ts";

export interface Round {
  readonly contestants: readonly Contestant[];
  readonly resources: number;
  readonly round: number;
  /** In the order in which they run; the first must be `create`. */
  readonly operations: readonly Operation[];
  readonly engine: Engine;
  readonly log: (line: string) => void;
}

const urls = ["https://hooks.example.com/builds", "https://hooks.example.com/changed"] as const;

/** A contestant with its own project and its own server, which is empty at first. */
export interface RunningContestant {
  readonly contestant: Contestant;
  readonly project: ContestantProject;
  readonly rockit: RockitSimulator;
}

/** Throws if the contestant can't be opened on this machine. */
export async function assertCanOpen(contestant: Contestant, engine: Engine): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    await using rockit = await startRockit();
    await contestant.open({ folder, engine, rockit });
  });
}

export const runRound = (round: Round) => inTemporaryFolder((folder) => runRoundIn(folder, round));

async function runRoundIn(folder: string, { contestants, resources, round, operations, engine, log }: Round) {
  const samples: Sample[] = [];
  const states: StateSample[] = [];
  await using servers = new AsyncDisposableStack();
  const running = await openAll(contestants, { folder, servers, resources, engine });
  for (const [nth, operation] of operations.entries()) {
    for (const each of turnOrder(running, round, nth)) {
      const sample = { ...(await measureOperation(each, operation, resources)), round };
      samples.push(sample);
      log(`${each.contestant.name}, ${operation}: ${sample.wallSeconds.toFixed(1)} s`);
      if (operation === "create") states.push({ ...(await stateSampleOf(each, resources)), round });
    }
  }
  return { samples, states };
}

interface OpenAllOptions extends Pick<Round, "resources" | "engine"> {
  readonly folder: string;
  readonly servers: AsyncDisposableStack;
}

/** Opens each contestant in its own folder, with its subscriptions declared. `servers` closes its server. */
export async function openAll(
  contestants: readonly Contestant[],
  { folder, servers, resources, engine }: OpenAllOptions,
): Promise<RunningContestant[]> {
  const running: RunningContestant[] = [];
  for (const contestant of contestants) {
    const own = join(folder, contestant.name);
    await mkdir(own);
    const rockit = servers.use(await startRockit({ maxPageSize: pageSize }));
    const project = await contestant.open({ folder: own, engine, rockit });
    await project.declare(resources, urls[0]);
    running.push({ contestant, project, rockit });
  }
  return running;
}

/** Rotates the order for each operation and reverses it in every second round, so that no item always follows the same one. */
export function turnOrder<Item>(items: readonly Item[], round: number, nth: number): Item[] {
  const first = (round + nth) % items.length;
  const turn = [...items.slice(first), ...items.slice(0, first)];
  return round % 2 === 0 ? turn : turn.reverse();
}

/** Runs an operation and measures it. Throws if the server then has other subscriptions than expected. */
export async function measureOperation(
  { contestant, project, rockit }: RunningContestant,
  operation: Operation,
  resources: number,
): Promise<Omit<Sample, "round">> {
  if (operation === "change") await project.declare(resources, urls[1]);
  rockit.clearRequests();
  const [load = 0] = loadavg();
  const { memoryMb, ...cost } = await costOf(project.commandOf(operation), contestant.plugin);
  const requests = countsOf(rockit.requests.map(({ route }) => route));
  expectDone(contestant, operation, resources, rockit);
  return {
    contestant: contestant.name,
    resources,
    operation,
    ...cost,
    ...(memoryMb !== undefined && { pluginMemoryMb: memoryMb }),
    requests,
    load,
  };
}

/** A contestant that does nothing would be fast, so the server is checked. */
function expectDone(
  { name, idle }: Contestant,
  operation: Operation,
  resources: number,
  rockit: RockitSimulator,
) {
  const expected = idle || operation === "destroy" ? 0 : resources;
  const url = operation === "change" ? urls[1] : operation === "destroy" ? undefined : urls[0];
  const owned = [...rockit.subscriptions.values()].filter((subscription) => subscription.url === url).length;
  if (rockit.subscriptions.size !== expected || owned !== expected)
    throw new Error(
      `${name}: after ${operation} of ${resources} the server has ${rockit.subscriptions.size} subscriptions, ${owned} of them as declared`,
    );
}

const countsOf = (routes: readonly string[]) => {
  const counts: Record<string, number> = {};
  for (const route of routes) counts[route] = (counts[route] ?? 0) + 1;
  return counts;
};

async function stateSampleOf({ contestant, project, rockit }: RunningContestant, resources: number) {
  const state = await project.state();
  const secrets = [...rockit.subscriptions.keys()].map((name) => rockit.secretOf(name));
  return {
    contestant: contestant.name,
    resources,
    bytes: Buffer.byteLength(state),
    ...(secrets.length > 0 && { secretsInTheClear: secrets.some((secret) => state.includes(secret)) }),
  };
}
