// The comparison itself: every round takes each operation through all contestants in turn, in an order that rotates, so that whatever else the
// machine does meets all of them.
import { mkdir } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../tools/engine/engine.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { inFolder } from "../folder.ts";
import { costOf } from "../process.ts";
import type { Sample, StateSample } from "../results.ts";
import { type Contestant, type Entry, type Operation, pageSize } from "./contestant.ts";

export interface Round {
  readonly contestants: readonly Contestant[];
  readonly resources: number;
  readonly round: number;
  /** In the order in which they come in a life; the first must be `create`. */
  readonly operations: readonly Operation[];
  readonly engine: Engine;
  readonly log: (line: string) => void;
}

const urls = ["https://hooks.example.com/builds", "https://hooks.example.com/changed"] as const;

/** A contestant with its own project and its own server, which has nothing yet. */
export interface Running {
  readonly contestant: Contestant;
  readonly entry: Entry;
  readonly rockit: RockitSimulator;
}

/** Throws what opening it throws. */
export async function canOpen(contestant: Contestant, engine: Engine): Promise<void> {
  await inFolder(async (folder) => {
    await using rockit = await startRockit();
    await contestant.open({ folder, engine, rockit });
  });
}

export const runRound = (round: Round) => inFolder((folder) => roundIn(folder, round));

async function roundIn(folder: string, { contestants, resources, round, operations, engine, log }: Round) {
  const samples: Sample[] = [];
  const states: StateSample[] = [];
  await using servers = new AsyncDisposableStack();
  const running = await open(contestants, { folder, servers, resources, engine });
  for (const [nth, operation] of operations.entries()) {
    for (const each of inTurn(running, round, nth)) {
      const sample = { ...(await sampleOf(each, operation, resources)), round };
      samples.push(sample);
      log(`${each.contestant.name}, ${operation}: ${sample.wallSeconds.toFixed(1)} s`);
      if (operation === "create") states.push({ ...(await stateOf(each, resources)), round });
    }
  }
  return { samples, states };
}

interface Place extends Pick<Round, "resources" | "engine"> {
  readonly folder: string;
  readonly servers: AsyncDisposableStack;
}

/** Each in a folder of its own, with so many subscriptions declared; its server ends with `servers`. */
export async function open(
  contestants: readonly Contestant[],
  { folder, servers, resources, engine }: Place,
): Promise<Running[]> {
  const running: Running[] = [];
  for (const contestant of contestants) {
    const own = join(folder, contestant.name);
    await mkdir(own);
    const rockit = servers.use(await startRockit({ maxPageSize: pageSize }));
    const entry = await contestant.open({ folder: own, engine, rockit });
    await entry.declare(resources, urls[0]);
    running.push({ contestant, entry, rockit });
  }
  return running;
}

/** Another one begins at each operation, and every second round goes the other way round, so that nobody always follows the same one. */
export function inTurn<Item>(items: readonly Item[], round: number, nth: number): Item[] {
  const first = (round + nth) % items.length;
  const turn = [...items.slice(first), ...items.slice(0, first)];
  return round % 2 === 0 ? turn : turn.reverse();
}

/** Throws if the server does not have afterwards what the operation is for. */
export async function sampleOf(
  { contestant, entry, rockit }: Running,
  operation: Operation,
  resources: number,
): Promise<Omit<Sample, "round">> {
  if (operation === "change") await entry.declare(resources, urls[1]);
  rockit.clearRequests();
  const [load = 0] = loadavg();
  const { memoryMb, ...cost } = await costOf(entry.commandOf(operation), contestant.plugin);
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

/** A contestant that did not do its work would be fast. */
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

async function stateOf({ contestant, entry, rockit }: Running, resources: number) {
  const state = await entry.state();
  const secrets = [...rockit.subscriptions.keys()].map((name) => rockit.secretOf(name));
  return {
    contestant: contestant.name,
    resources,
    bytes: Buffer.byteLength(state),
    ...(secrets.length > 0 && { secretsInTheClear: secrets.some((secret) => state.includes(secret)) }),
  };
}
