// `npm run check`: types, lint and format, unused code and dependencies, shape of the packages. All are run, so that one go shows all
// that is wrong; with `-- --fast` only what most mistakes are found by: types, lint and format.
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { $ as shell } from "execa";
import { packedInto } from "../test/helpers/packed.ts";
import { buildPackages } from "./build.ts";

const $ = shell({ preferLocal: true, reject: false, all: true });

type Check = () => PromiseLike<{ all: string; exitCode?: number }>;

const compilerState = join("node_modules", ".cache", "rockit-durst", "types.tsbuildinfo");
const fast: Record<string, Check> = {
  types: () => $`tsc -p . --noEmit --incremental --tsBuildInfoFile ${compilerState}`,
  "lint and format": () => $`biome ci`,
};
const others: typeof fast = { "unused code and dependencies": () => $`knip` };
const shapeOf = (tarball: string, folder: string, ...options: string[]): typeof fast => ({
  [`shape of ${folder} (publint)`]: () => $`publint ${tarball} --strict`,
  [`shape of ${folder} (are the types wrong)`]: () => $`attw ${tarball} ${options}`,
});
const folders = {
  provider: ["--profile", "node16"],
  "packages/policy": ["--profile", "node16"],
  "packages/webhooks": [],
};

const { values } = parseArgs({ options: { fast: { type: "boolean", default: false } } });
const failed: string[] = [];

async function check(checks: typeof fast): Promise<void> {
  const left = Object.entries(checks).values();
  const lane = async () => {
    for (const [what, command] of left) {
      const { all, exitCode } = await command();
      console.log(`${styleText("bold", `\n── ${what}`)}\n${all.trim()}`);
      if (exitCode !== 0) failed.push(what);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}

// The others are about what is built.
console.log("── build");
if (!(await buildPackages())) failed.push("build");
const temporary = await mkdtemp(join(tmpdir(), "rockit-durst-check-"));
try {
  const shapes = Object.entries(folders).map(async ([folder, options]) =>
    shapeOf(join(temporary, await packedInto(temporary, folder)), folder, ...options),
  );
  const all = values.fast ? fast : Object.assign({}, fast, others, ...(await Promise.all(shapes)));
  await check(all);
} finally {
  await rm(temporary, { recursive: true, force: true });
}

console.log(failed.length === 0 ? "\nAll checks are clean." : `\nNot clean: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
