// `npm run chaos [-- --runs 5000 --seed 42]`: the random runs, as many as wanted. The same seed does the same again.
import { parseArgs } from "node:util";
import { execa } from "execa";

const usage = "npm run chaos [-- --runs <number> --seed <number>]   (without a seed: another one each time)";

try {
  const { runs, seed } = readFigures();
  console.log(
    `${runs} runs, seed ${seed}: \`npm run chaos -- --runs ${runs} --seed ${seed}\` does the same again`,
  );
  const { exitCode } = await execa({
    stdio: "inherit",
    preferLocal: true,
    reject: false,
    env: { CHAOS_RUNS: String(runs), CHAOS_SEED: String(seed) },
  })`vitest run --project model --project chaos`;
  process.exitCode = exitCode ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exitCode = 1;
}

function readFigures(): { runs: number; seed: number } {
  const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
  const number = (option: keyof typeof values, otherwise: number) => {
    const text = values[option] ?? String(otherwise);
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${option} ${text} is not a whole number from 1 on`);
    return Number(text);
  };
  return { runs: number("runs", 1000), seed: number("seed", 1 + Math.floor(Math.random() * 1_000_000)) };
}
