// `npm run bench -- levers [--rounds 5] [--only connections]`: each optimisation of this package, on and off.
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Engine } from "../../tools/engine/engine.ts";
import { startRockit } from "../simulators/index.ts";
import { noop, noopInState } from "./compare/baselines.ts";
import { type Contestant, type Operation, pageSize } from "./compare/contestant.ts";
import { ours, oursInTypeScript } from "./compare/ours.ts";
import { costOf } from "./process.ts";
import type { LeverSample } from "./results.ts";
import type { Store } from "./store.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";
import { leversTable } from "./text-table.ts";

interface Setting {
  /** Default: this package. */
  readonly contestant?: Contestant;
  /** A CommonJS module that runs first in the program, or in the provider's process. */
  readonly first?: { readonly in: "program" | "plugin"; readonly module: string };
  readonly env?: Readonly<Record<string, string>>;
  /** Default: as in the comparison. */
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
const resources = 300;

const levers: readonly Lever[] = [
  {
    name: "the state refers to the provider's code",
    operation: "create",
    resources,
    on: { contestant: noop },
    off: { contestant: noopInState },
  },
  {
    name: "no frames of installed packages in the state",
    operation: "create",
    resources,
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
    resources,
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
    resources,
    off: { maxPageSize: 10 },
  },
  {
    name: "connections are kept",
    operation: "create",
    resources,
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
        const sample = { ...(await measureSetting(lever, setting, engine)), round };
        console.error(`  ${lever.name}, ${setting}: ${sample.wallSeconds.toFixed(2)} s`);
        samples.push(sample);
      }
    }
    const others = store.part("levers")?.filter((sample) => sample.lever !== lever.name) ?? [];
    await store.put({ levers: [...others, ...samples.filter((sample) => sample.lever === lever.name)] });
  }
  yield leversTable(samples);
}

async function measureSetting(
  { name: lever, operation, resources, ...settings }: Lever,
  which: "on" | "off",
  engine: Engine,
) {
  const { contestant = ours, env = {}, maxPageSize = pageSize, ...own } = settings[which] ?? {};
  // If only the other setting preloads a script, this one preloads an empty script.
  const first = own.first ?? (settings.off.first && { ...settings.off.first, module: "" });
  return inTemporaryFolder(async (folder) => {
    await using rockit = await startRockit({ maxPageSize });
    const project = await contestant.open({ folder, engine, rockit });
    const extra = {
      ...env,
      ...(first && { NODE_OPTIONS: `--require ${await writePreloadScript(folder, first)}` }),
    };
    await project.declare(resources, "https://hooks.example.com/builds");
    if (operation !== "create") await costOf(project.commandOf("create"));
    rockit.clearRequests();
    const command = project.commandOf(operation);
    const { wallSeconds, cpuSeconds } = await costOf({ ...command, env: { ...command.env, ...extra } });
    return {
      lever,
      setting: which,
      operation,
      resources,
      wallSeconds,
      ...(cpuSeconds !== undefined && { cpuSeconds }),
      requests: rockit.requests.length,
      stateBytes: Buffer.byteLength(await project.state()),
    };
  });
}

/** Node.js preloads the script in every process, so the script checks whether it is in the right one. */
async function writePreloadScript(
  folder: string,
  { in: where, module }: NonNullable<Setting["first"]>,
): Promise<string> {
  const file = join(folder, "first.cjs");
  const meant = where === "plugin" ? "dynamic-provider" : "cmd/run";
  await writeFile(file, `if (process.argv.some((arg) => arg.includes("${meant}"))) {${module}\n}\n`);
  return file;
}
