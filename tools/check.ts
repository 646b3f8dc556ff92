// `npm run check`: types, lint and format, unused code and dependencies, shape of the packages. All are run, two at a time, so that one go shows
// all that is wrong; with `-- --fast` only what most mistakes are found by: types, lint and format.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { $ as shell } from "execa";
import { buildPackages } from "./build.ts";

const $ = shell({ preferLocal: true, reject: false, all: true });

/** Commands of one check run one after the other: both that judge a package pack it, which builds it. */
type Check = readonly (() => PromiseLike<{ all: string; exitCode?: number }>)[];

const compilerState = join("node_modules", ".cache", "rockit-durst", "types.tsbuildinfo");
const fast: Record<string, Check> = {
  types: [() => $`tsc -p . --noEmit --incremental --tsBuildInfoFile ${compilerState}`],
  "lint and format": [() => $`biome ci`],
};
const shapeOf = (folder: string, ...options: string[]): Record<string, Check> => ({
  [`shape of ${folder}`]: [() => $`publint ${folder} --strict`, () => $`attw --pack ${folder} ${options}`],
});
const all: typeof fast = {
  ...fast,
  "unused code and dependencies": [() => $`knip`],
  ...shapeOf("provider", "--profile", "node16"),
  ...shapeOf("packages/policy", "--profile", "node16"),
  ...shapeOf("packages/webhooks"),
};

const { values } = parseArgs({ options: { fast: { type: "boolean", default: false } } });
const failed: string[] = [];

async function check(what: string, commands: Check): Promise<void> {
  const printed: string[] = [];
  let isClean = true;
  for (const command of commands) {
    const run = await command();
    printed.push(run.all);
    isClean &&= run.exitCode === 0;
  }
  console.log(`${styleText("bold", `\n── ${what}`)}\n${printed.join("\n").trim()}`);
  if (!isClean) failed.push(what);
}

// The others are about what is built.
console.log("── build");
if (!(await buildPackages())) failed.push("build");
const left = Object.entries(values.fast ? fast : all).values();
const lane = async () => {
  for (const [what, commands] of left) await check(what, commands);
};
await Promise.all(Array.from({ length: availableParallelism() }, lane));

console.log(failed.length === 0 ? "\nAll checks are clean." : `\nNot clean: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
