// `npm run check`: types, lint and format, unused code and dependencies, shape of the packages. All are run, so that one go shows all
// that is wrong; with `-- --fast` only what most mistakes are found by: types, lint and format.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { $ as shell } from "execa";
import { buildPackages } from "./build.ts";

const $ = shell({ preferLocal: true, reject: false, all: true });

type Check = () => PromiseLike<{ all: string; exitCode?: number }>;

const compilerState = join("node_modules", ".cache", "rockit-durst", "types.tsbuildinfo");
const fast: Record<string, Check> = {
  types: () => $`tsc -p . --noEmit --incremental --tsBuildInfoFile ${compilerState}`,
  "lint and format": () => $`biome ci`,
};
const others: typeof fast = { "unused code and dependencies": () => $`knip` };
const shapeOf = (folder: string, ...options: string[]): typeof fast => ({
  [`shape of ${folder} (publint)`]: () => $`publint ${folder} --strict`,
  [`shape of ${folder} (are the types wrong)`]: () => $`attw --pack ${folder} ${options}`,
});
const shapes: typeof fast = {
  ...shapeOf("provider", "--profile", "node16"),
  ...shapeOf("packages/policy", "--profile", "node16"),
  ...shapeOf("packages/webhooks"),
};

const { values } = parseArgs({ options: { fast: { type: "boolean", default: false } } });
const failed: string[] = [];

async function check(checks: typeof fast, atOnce: number): Promise<void> {
  const left = Object.entries(checks).values();
  const lane = async () => {
    for (const [what, command] of left) {
      const { all, exitCode } = await command();
      console.log(`${styleText("bold", `\n── ${what}`)}\n${all.trim()}`);
      if (exitCode !== 0) failed.push(what);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

// The others are about what is built.
console.log("── build");
if (!(await buildPackages())) failed.push("build");
await check(values.fast ? fast : { ...fast, ...others }, availableParallelism());
// Each packs a package, which takes away what was built and builds it anew.
if (!values.fast) await check(shapes, 1);

console.log(failed.length === 0 ? "\nAll checks are clean." : `\nNot clean: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
