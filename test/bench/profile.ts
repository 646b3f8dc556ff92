// `npm run bench -- profile [--contestant ours|native|noop] [--resources 1000] [--operation create]`: CPU time by process and by package.
// Prints only; docs/decisions has what was learnt.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import type { Profiler } from "node:inspector";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Engine } from "../../tools/engine/engine.ts";
import { startRockit } from "../simulators/index.ts";
import { noop } from "./compare/baselines.ts";
import type { Contestant } from "./compare/contestant.ts";
import { type Operation, operations, pageSize } from "./compare/contestant.ts";
import { ours, oursNative } from "./compare/ours.ts";
import { formatNumber } from "./page/format.ts";
import { costOf } from "./process.ts";
import { alignColumns } from "./table.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const processes = {
  program: ["cmd/run"],
  plugin: ["dynamic-provider", "pulumi-resource-rockit-durst"],
} as const;
const contestants = [ours, oursNative, noop];

export async function* profileOperation(engine: Engine, args: readonly string[]): AsyncGenerator<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      contestant: { type: "string", default: ours.name },
      resources: { type: "string", default: "1000" },
      operation: { type: "string", default: "create" },
    },
  });
  const operation = operations.find((known) => known === values.operation);
  if (operation === undefined)
    throw new Error(`there is no operation ${values.operation}; there are ${operations.join(", ")}`);
  const contestant = contestants.find(({ name }) => name === values.contestant);
  if (contestant === undefined)
    throw new Error(
      `there is no contestant ${values.contestant} to profile: ${contestants.map(({ name }) => name).join(", ")}`,
    );
  yield await inTemporaryFolder((folder) =>
    profileIn(folder, engine, contestant, operation, Number(values.resources)),
  );
}

async function profileIn(
  folder: string,
  engine: Engine,
  contestant: Contestant,
  operation: Operation,
  resources: number,
) {
  await using rockit = await startRockit({ maxPageSize: pageSize });
  const profiles = join(folder, "profiles");
  const projectFolder = join(folder, "project");
  for (const each of [profiles, projectFolder]) await mkdir(each);
  const first = join(folder, "first.cjs");
  await writeFile(first, profiler(profiles));
  const project = await contestant.open({ folder: projectFolder, engine, rockit });
  await project.declare(resources, "https://hooks.example.com/builds");
  if (operation !== "create") await costOf(project.commandOf("create"));
  const command = project.commandOf(operation);
  const { wallSeconds, cpuSeconds = NaN } = await costOf({
    ...command,
    env: { ...command.env, NODE_OPTIONS: `--require ${first}` },
  });
  const files = await readdir(profiles);
  const rows: string[][] = [];
  let ofNode = 0;
  for (const name of Object.keys(processes)) {
    const times = new Map<string, number>();
    for (const file of files.filter((each) => each.startsWith(name)))
      addSeconds(times, JSON.parse(await readFile(join(profiles, file), "utf8")) as Profiler.Profile);
    for (const [owner, seconds] of [...times].sort(([, one], [, other]) => other - one)) {
      ofNode += seconds;
      if (seconds >= 0.01 * cpuSeconds)
        rows.push([`${name}: ${owner}`, formatNumber(seconds), share(seconds / cpuSeconds)]);
    }
  }
  const engines = cpuSeconds - ofNode;
  return alignColumns([
    [
      `${operation} of ${formatNumber(resources)}: ${formatNumber(wallSeconds)} s, of processors ${formatNumber(cpuSeconds)} s`,
      "s",
      "share",
    ],
    ["the engine, and processes without a profile", formatNumber(engines), share(engines / cpuSeconds)],
    ...rows,
  ]);
}

const share = (of: number) => `${Math.round(of * 100)} %`;

/** Runs first in every process. Writes a plugin's profile repeatedly, since the engine kills its plugins. */
const profiler = (folder: string) => `
const [name] = Object.entries(${JSON.stringify(processes)}).find(([, parts]) => process.argv.some((arg) => parts.some((part) => arg.includes(part)))) ?? [];
if (name !== undefined) {
  const { Session } = require("node:inspector");
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.start");
  let parts = 0;
  const write = () => session.post("Profiler.stop", (_, { profile }) => {
    require("node:fs").writeFileSync(\`${folder}/\${name}-\${process.pid}-\${parts++}.json\`, JSON.stringify(profile));
    session.post("Profiler.start");
  });
  if (name === "plugin") setInterval(write, 250).unref();
  process.on("exit", write);
}
`;

/** Adds the seconds that each package's own code took. */
function addSeconds(
  times: Map<string, number>,
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
): void {
  const owners = new Map(nodes.map(({ id, callFrame }) => [id, ownerOf(callFrame)]));
  for (const [index, id] of samples.entries()) {
    const owner = owners.get(id) ?? "other";
    if (owner !== "idle") times.set(owner, (times.get(owner) ?? 0) + (timeDeltas[index] ?? 0) / 1e6);
  }
}

const packages: Readonly<Record<string, RegExp>> = {
  "profiling itself": /node:inspector/,
  "Node.js": /^node:/,
  "gRPC and protobuf": /node_modules\/(@grpc|google-protobuf|@protobufjs|protobufjs)\//,
  "TypeScript and source maps": /node_modules\/(typescript|ts-node|@cspotcode|@jridgewell|source-map[^/]*)\//,
  "Pulumi's SDK": /node_modules\/@pulumi\/pulumi\//,
  undici: /node_modules\/undici\//,
  zod: /node_modules\/zod\//,
  "this package": /provider\/dist\//,
};

function ownerOf({ functionName, url }: Profiler.ProfileNode["callFrame"]): string {
  if (functionName === "(idle)") return "idle";
  if (functionName === "(garbage collector)") return "garbage collection";
  if (url === "") return "Node.js";
  return Object.entries(packages).find(([, pattern]) => pattern.test(url))?.[0] ?? "other";
}
