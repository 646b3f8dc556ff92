// `npm run bench -- fleet [--sites 200] [--each 2] [--parallel 2]`: what examples/durst-fleet costs with this number of simulated
// sites and of subscriptions at each. Its page shows the figures. Takes minutes.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import type { Engine } from "../../tools/engine/engine.ts";
import { Fleet, type FleetReport } from "../helpers/fleet.ts";
import type { FleetSample } from "./results.ts";
import type { Store } from "./store.ts";

export async function* measureFleet(
  engine: Engine,
  store: Store,
  args: readonly string[],
): AsyncGenerator<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sites: { type: "string", default: "200" },
      each: { type: "string", default: "2" },
      parallel: { type: "string", default: `${availableParallelism()}` },
      few: { type: "string", default: "16" },
    },
  });
  const names = Array.from({ length: Number(values.sites) }, (_, number) => `site-${number}`);
  await using all = await Fleet.start(names, engine);
  const each = Number(values.each);
  await declare(all, each);
  const everywhere = ["--parallel", values.parallel];
  yield `${names.length} sites with ${each} subscriptions each, ${everywhere.join(" ")}, ${availableParallelism()} processors, engine ${engine.version}, load before ${loadavg()[0]?.toFixed(1)}`;
  const up = await measureCommand(all, ["up", ...everywhere]);
  yield reportOf("first up", up);
  yield await stateOf(all, "after the first up");
  const unchanged = await measureCommand(all, ["up", ...everywhere]);
  yield reportOf("up without changes", unchanged);
  const drift = await measureCommand(all, ["drift", ...everywhere]);
  yield reportOf("drift", drift);
  yield await stateOf(all, "after two ups");
  const sample: FleetSample = {
    stacks: names.length,
    each,
    parallel: Number(values.parallel),
    processors: availableParallelism(),
    seconds: { up: up.wall, unchanged: unchanged.wall, drift: drift.wall },
  };
  const isOther = (one: FleetSample) => one.stacks !== sample.stacks || one.each !== each;
  if ([up, unchanged, drift].every(({ isOk }) => isOk))
    await store.put({ fleet: [...(store.part("fleet") ?? []).filter(isOther), sample] });
  const few = names.slice(0, Number(values.few));
  for (const parallel of ["1", "2", "4", "8"]) {
    yield reportOf(
      `${few.length} sites, up without changes, ${parallel} at once`,
      await measureCommand(all, ["up", "--sites", few.join(), "--parallel", parallel]),
    );
  }
}

/** Makes press.ts, which declares two subscriptions, declare `each`. */
async function declare({ folder }: Fleet, each: number): Promise<void> {
  const file = join(folder, "press.ts");
  const text = await readFile(file, "utf8");
  const many = Array.from({ length: each }, (_, number) => [
    `s${number}`,
    { topic: "STATUS/PRODUCTION_JOB/*", path: `s${number}` },
  ]);
  const patched = text.replace(
    /const subscriptions = \{.*?\} as const;/s,
    `const subscriptions = ${JSON.stringify(Object.fromEntries(many))} as const;`,
  );
  if (patched === text)
    throw new Error("press.ts no longer declares its subscriptions as this benchmark expects");
  await writeFile(file, patched);
}

interface FleetMeasurement {
  readonly sites: number;
  readonly results: string;
  /** Whether all sites succeeded. */
  readonly isOk: boolean;
  readonly wall: number;
  /** Peak memory of the command's own process, in MB. */
  readonly own: number;
  /** Peak sum over the command and all its descendants, in MB. Shared pages count once for each process. */
  readonly together: number;
  readonly requests: number;
  readonly load: number;
}

async function measureCommand(fleet: Fleet, args: readonly string[]): Promise<FleetMeasurement> {
  const servers = [...fleet.servers.values()];
  for (const server of servers) server.clearRequests();
  const folder = await mkdtemp(join(tmpdir(), "rockit-durst-bench-"));
  const file = join(folder, "memory");
  const atExit = `import{writeFileSync}from"node:fs";process.on("exit",()=>process.send||writeFileSync(${JSON.stringify(file)},""+process.resourceUsage().maxRSS))`;
  const started = performance.now();
  const running = execa(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(atExit)}`, "fleet.ts", ...args, "--json"],
    { cwd: fleet.folder, env: fleet.environment, reject: false, stdin: "ignore" },
  );
  let together = 0;
  const watching = setInterval(async () => {
    together = Math.max(together, await memoryBelow(running.pid ?? 0));
  }, 1000);
  const { stdout, stderr } = await running;
  clearInterval(watching);
  const wall = (performance.now() - started) / 1000;
  // The report counts sites that failed, as on an overloaded machine. Only a command without output stops the benchmark.
  if (stdout === "") throw new Error(`fleet.ts ${args[0]} failed:\n${stderr}`);
  const report = JSON.parse(stdout) as FleetReport;
  const own = Number(await readFile(file, "utf8")) / 1024;
  await rm(folder, { recursive: true });
  return {
    sites: report.sites.length,
    results: Object.entries(report.totals)
      .map(([result, count]) => `${count} ${result}`)
      .join(", "),
    isOk: report.totals["ok"] === report.sites.length,
    wall,
    own,
    together,
    requests: servers.reduce((sum, { requests }) => sum + requests.length, 0),
    load: loadavg()[0] ?? 0,
  };
}

const reportOf = (
  what: string,
  { sites, results, wall, own, together, requests, load }: FleetMeasurement,
): string =>
  [
    `${what}: ${results} in ${wall.toFixed(0)} s, a site every ${(wall / sites).toFixed(1)} s`,
    `${(requests / sites).toFixed(1)} requests a site`,
    `memory ${own.toFixed(0)} MB itself, ${together.toFixed(0)} MB with all processes`,
    `load after ${load.toFixed(1)}`,
  ].join("; ");

async function memoryBelow(ancestor: number): Promise<number> {
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,ppid=,rss="]);
  const processes = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const sum = (pid: number): number =>
    processes
      .filter(([, parent]) => parent === pid)
      .reduce((total, [child = 0, , kilobytes = 0]) => total + kilobytes + sum(child), 0);
  const [, , itself = 0] = processes.find(([pid]) => pid === ancestor) ?? [];
  return (itself + sum(ancestor)) / 1024;
}

async function stateOf({ folder, servers }: Fleet, when: string): Promise<string> {
  const sizes = async (at: string, named = /./) => {
    const entries = await readdir(at, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && named.test(entry.name));
    return Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  };
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const states = await sizes(join(folder, "state", ".pulumi", "stacks"), /^[^.]+\.json$/);
  const everything = await sizes(join(folder, "state"));
  const perSite = (bytes: number) => Math.round(bytes / servers.size).toLocaleString("en");
  return `state ${when}: ${perSite(sum(states))} bytes a site, ${perSite(sum(everything))} with history and backups, in ${perSite(everything.length)} files`;
}
