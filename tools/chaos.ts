// `npm run chaos [-- --runs 5000 --seed 42]`: the random runs, as many as wanted. The same seed does the same again; with the path that a
// failure prints, only the failing run.
import { parseArgs } from "node:util";
import { execa } from "execa";

const usage =
  "npm run chaos [-- --runs <number> --seed <number> --path <path>]   (without a seed: another one each time)";

try {
  const { runs, seed, path } = readFigures();
  const projects = path === undefined ? ["model", "chaos"] : ["model"];
  if (path === undefined) console.log(`the same again: npm run chaos -- --runs ${runs} --seed ${seed}`);
  const { exitCode } = await execa({
    stdio: "inherit",
    preferLocal: true,
    reject: false,
    env: {
      CHAOS_RUNS: `${runs}`,
      TEST_SEED: `${seed}`,
      ...(path === undefined ? {} : { CHAOS_PATH: path }),
    },
  })`node tools/test.ts ${projects.map((project) => `--project=${project}`)}`;
  process.exitCode = exitCode ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exitCode = 1;
}

function readFigures(): { runs: number; seed: number; path: string | undefined } {
  const options = { runs: { type: "string" }, seed: { type: "string" }, path: { type: "string" } } as const;
  const { values } = parseArgs({ options });
  const number = (option: "runs" | "seed", otherwise: number) => {
    const text = values[option] ?? String(otherwise);
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${option} ${text} is not a whole number from 1 on`);
    return Number(text);
  };
  const anySeed = 1 + Math.floor(Math.random() * 1_000_000);
  return { runs: number("runs", 1000), seed: number("seed", anySeed), path: values.path };
}
