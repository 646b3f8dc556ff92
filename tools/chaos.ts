// `npm run chaos [-- --runs 5000 --seed 42]`: runs random programs with injected faults against both
// simulators. A quarter of the runs use the native adapter, or all use the one in `--adapter`. A seed repeats
// the same runs; the path that a failure prints repeats only that run.
import { parseArgs } from "node:util";
import { execa } from "execa";

const usage =
  "npm run chaos [-- --runs <number> --seed <number> --adapter dynamic|native --path <path>]   (default seed: random)";

try {
  const { runs, seed, adapter, path } = readFigures();
  const projects = path === undefined ? ["model", "chaos"] : ["model"];
  const only = adapter === undefined ? "" : ` --adapter ${adapter}`;
  if (path === undefined) console.log(`to repeat: npm run chaos -- --runs ${runs} --seed ${seed}${only}`);
  const { exitCode } = await execa({
    stdio: "inherit",
    preferLocal: true,
    reject: false,
    env: {
      CHAOS_RUNS: `${runs}`,
      TEST_SEED: `${seed}`,
      ...(adapter === undefined ? {} : { CHAOS_ADAPTER: adapter }),
      ...(path === undefined ? {} : { CHAOS_PATH: path }),
    },
  })`node tools/test.ts ${projects.map((project) => `--project=${project}`)}`;
  process.exitCode = exitCode ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exitCode = 1;
}

interface Figures {
  readonly runs: number;
  readonly seed: number;
  readonly adapter: string | undefined;
  readonly path: string | undefined;
}

function readFigures(): Figures {
  const text = { type: "string" } as const;
  const options = { runs: text, seed: text, adapter: text, path: text };
  const { values } = parseArgs({ options });
  const number = (option: "runs" | "seed", otherwise: number) => {
    const text = values[option] ?? String(otherwise);
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${option} ${text} is not a positive whole number`);
    return Number(text);
  };
  const { adapter, path } = values;
  if (adapter !== undefined && !["dynamic", "native"].includes(adapter))
    throw new Error(`--adapter ${adapter} is neither dynamic nor native`);
  // The path of a failure belongs to one adapter.
  const chosen = adapter ?? (path === undefined ? undefined : "dynamic");
  const anySeed = 1 + Math.floor(Math.random() * 1_000_000);
  return { runs: number("runs", 1000), seed: number("seed", anySeed), adapter: chosen, path };
}
