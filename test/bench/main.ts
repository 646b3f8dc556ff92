// `npm run bench`: builds the packages, runs the benchmarks below, prints their figures, and writes bench/results.json and the page. The long
// benchmarks run only by name: `npm run bench -- scale`. `--results FILE` writes the results and the page to another folder.
import { buildPackages } from "../../tools/build.ts";
import { type Engine, ensureEngine } from "../../tools/engine/engine.ts";
import { Store } from "./store.ts";

type Benchmark = (engine: Engine, store: Store, args: readonly string[]) => Promise<AsyncIterable<string>>;

const benchmarks: Readonly<Record<string, Benchmark>> = {
  verification: async () => (await import("./verification.ts")).measureVerification(),
  loading: async (_, store) => (await import("./loading.ts")).measureLoading(store),
  receiver: async (_, store) => (await import("./receiver/receiver.ts")).measureReceivers(store),
  compare: async (...given) => (await import("./compare/comparison.ts")).measureComparison(...given),
};
const onlyByName: Readonly<Record<string, Benchmark>> = {
  levers: async (...given) => (await import("./levers.ts")).measureLevers(...given),
  latency: async (...given) => (await import("./latency.ts")).measureLatency(...given),
  scale: async (...given) => (await import("./scale.ts")).measureScale(...given),
  profile: async (engine, _, args) => (await import("./profile.ts")).profileOperation(engine, args),
  backends: async (engine, _, args) => (await import("./backends.ts")).measureBackends(engine, args),
  fleet: async (...given) => (await import("./fleet.ts")).measureFleet(...given),
};

const given = process.argv.slice(2);
const at = given.indexOf("--results");
const file = at === -1 ? undefined : given.splice(at, 2)[1];
const wanted = given[0]?.startsWith("--") === false ? given.shift() : undefined;
const all = { ...benchmarks, ...onlyByName };
const chosen = wanted === undefined ? benchmarks : { [wanted]: all[wanted] };

console.error("Building the packages …");
if (!(await buildPackages())) throw new Error("the packages do not build");
const engine = await ensureEngine();
const store = await Store.open(engine, file);

for (const [name, start] of Object.entries(chosen)) {
  if (start === undefined)
    throw new Error(`there is no such benchmark; there are ${Object.keys(all).join(", ")}`);
  const started = Date.now();
  for await (const text of await start(engine, store, given)) console.log(`\n${text}`);
  console.error(`\n${name} took ${Math.round((Date.now() - started) / 1000)} s`);
}
for (const path of await store.writePage()) console.error(`wrote ${path}`);
