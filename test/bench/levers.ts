// `npm run bench -- levers [--rounds 5] [--only keep-alive]`: each thing that makes this package fast, with it and without it.
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Engine } from "../../tools/engine/engine.ts";
import { startRockit } from "../simulators/index.ts";
import { type Contestant, type Operation, pageSize } from "./compare/contestant.ts";
import { noop, noopInState } from "./compare/floors.ts";
import { ours, oursInTypeScript } from "./compare/ours.ts";
import { inFolder } from "./folder.ts";
import { costOf } from "./process.ts";
import type { LeverSample } from "./results.ts";
import type { Store } from "./store.ts";
import { leversTable } from "./text-table.ts";

interface Setting {
  /** Default ours. */
  readonly contestant?: Contestant;
  /** A CommonJS module that runs first in the program, or in the provider's process. */
  readonly first?: { readonly in: "program" | "plugin"; readonly module: string };
  readonly env?: Readonly<Record<string, string>>;
  /** Default the comparison's. */
  readonly maxPageSize?: number;
}

interface Lever {
  readonly name: string;
  readonly operation: Operation;
  readonly resources: number;
  readonly on?: Setting;
  readonly off: Setting;
}

const dist = (file: string) => JSON.stringify(resolve(import.meta.dirname, "../../provider/dist", file));
const some = 300;

const levers: readonly Lever[] = [
  {
    name: "the state refers to the provider's code",
    operation: "create",
    resources: some,
    on: { contestant: noop },
    off: { contestant: noopInState },
  },
  {
    name: "no frames of installed packages in the state",
    operation: "create",
    resources: some,
    off: {
      first: {
        in: "program",
        module: `require(${dist("program/trim-stack-traces.js")}).trimStackTraces = () => () => {};`,
      },
    },
  },
  {
    name: "one list for all reads",
    operation: "refresh",
    resources: some,
    off: {
      first: {
        in: "plugin",
        module: `
const { RockitRun } = require(${dist("rockit/run.js")});
const { list } = RockitRun.prototype;
RockitRun.prototype.list = function (which) { this.lists.clear(); return list.call(this, which); };`,
      },
    },
  },
  {
    name: "the largest page that the server gives",
    operation: "refresh",
    resources: some,
    off: { maxPageSize: 10 },
  },
  {
    name: "connections are kept",
    operation: "create",
    resources: some,
    off: {
      first: {
        in: "plugin",
        module: `
const undici = require(require.resolve("undici", { paths: [${dist("http")}] }));
const { EnvHttpProxyAgent } = undici;
Object.defineProperty(undici, "EnvHttpProxyAgent", {
  value: class extends EnvHttpProxyAgent { constructor(options) { super({ ...options, pipelining: 0 }); } },
});`,
      },
    },
  },
  {
    name: "undici is loaded with the first request",
    operation: "preview",
    resources: 1,
    off: {
      first: { in: "plugin", module: `require(require.resolve("undici", { paths: [${dist("http")}] }));` },
    },
  },
  {
    name: "TypeScript is not type-checked at run time",
    operation: "preview",
    resources: 1,
    on: { contestant: oursInTypeScript, env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" } },
    off: { contestant: oursInTypeScript },
  },
];

export async function* measureLevers(
  engine: Engine,
  store: Store,
  args: readonly string[],
): AsyncGenerator<string> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string", default: "5" }, only: { type: "string" } },
  });
  const samples: LeverSample[] = [];
  for (const lever of levers.filter(({ name }) => name.includes(values.only ?? ""))) {
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const setting of round % 2 === 0 ? (["on", "off"] as const) : (["off", "on"] as const)) {
        const sample = { ...(await sampleOf(lever, setting, engine)), round };
        console.error(`  ${lever.name}, ${setting}: ${sample.wallSeconds.toFixed(2)} s`);
        samples.push(sample);
      }
    }
    const others = store.part("levers")?.filter((sample) => sample.lever !== lever.name) ?? [];
    await store.put({ levers: [...others, ...samples.filter((sample) => sample.lever === lever.name)] });
  }
  yield leversTable(samples);
}

async function sampleOf(
  { name: lever, operation, resources, ...settings }: Lever,
  which: "on" | "off",
  engine: Engine,
) {
  const { contestant = ours, env = {}, maxPageSize = pageSize, ...own } = settings[which] ?? {};
  // Where the other setting has Node.js run something first, this one runs as much of nothing.
  const first = own.first ?? (settings.off.first && { ...settings.off.first, module: "" });
  return inFolder(async (folder) => {
    await using rockit = await startRockit({ maxPageSize });
    const entry = await contestant.open({ folder, engine, rockit });
    const extra = { ...env, ...(first && { NODE_OPTIONS: `--require ${await preloaded(folder, first)}` }) };
    await entry.declare(resources, "https://hooks.example.com/builds");
    if (operation !== "create") await costOf(entry.commandOf("create"));
    rockit.clearRequests();
    const command = entry.commandOf(operation);
    const { wallSeconds, cpuSeconds } = await costOf({ ...command, env: { ...command.env, ...extra } });
    return {
      lever,
      setting: which,
      operation,
      resources,
      wallSeconds,
      ...(cpuSeconds !== undefined && { cpuSeconds }),
      requests: rockit.requests.length,
      stateBytes: Buffer.byteLength(await entry.state()),
    };
  });
}

/** Node.js runs it in every process; it looks for the one it is meant for. */
async function preloaded(
  folder: string,
  { in: where, module }: NonNullable<Setting["first"]>,
): Promise<string> {
  const file = join(folder, "first.cjs");
  const meant = where === "plugin" ? "dynamic-provider" : "cmd/run";
  await writeFile(file, `if (process.argv.some((arg) => arg.includes("${meant}"))) {${module}\n}\n`);
  return file;
}
