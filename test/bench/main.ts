// `npm run bench`: builds the package, then measures what is listed here, one file each. What is claimed are ratios, which hold from machine to
// machine better than times do.
import { $ } from "execa";

const benchmarks = {
  verification: async () => (await import("./verification.ts")).verification(),
};

console.error("Building the package …");
await $({ preferLocal: true, stdio: "inherit" })`tsc -p provider`;

for (const [name, start] of Object.entries(benchmarks)) {
  const started = Date.now();
  for await (const text of await start()) console.log(`\n${text}`);
  console.error(`\n${name} took ${Math.round((Date.now() - started) / 1000)} s`);
}
