// `npm run bench`: builds the package, then measures what is listed here, one file each. What is claimed are ratios, which hold from machine to
// machine better than times do. What takes many minutes runs only when it is named: `npm run bench -- fleet --sites 200`.
import { $ } from "execa";

type Benchmark = (args: readonly string[]) => Promise<AsyncIterable<string>>;

const benchmarks: Readonly<Record<string, Benchmark>> = {
  verification: async () => (await import("./verification.ts")).verification(),
};
const long: Readonly<Record<string, Benchmark>> = {
  fleet: async (args) => (await import("./fleet.ts")).fleet(args),
};

const [wanted, ...args] = process.argv.slice(2);
const all = { ...benchmarks, ...long };
const chosen = wanted === undefined ? benchmarks : { [wanted]: all[wanted] };

console.error("Building the package …");
await $({ preferLocal: true, stdio: "inherit" })`tsc -p provider`;

for (const [name, start] of Object.entries(chosen)) {
  if (start === undefined)
    throw new Error(`there is no such benchmark; there are ${Object.keys(all).join(", ")}`);
  const started = Date.now();
  for await (const text of await start(args)) console.log(`\n${text}`);
  console.error(`\n${name} took ${Math.round((Date.now() - started) / 1000)} s`);
}
