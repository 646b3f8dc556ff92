// `npm run check` runs all checks, so that one run shows all faults. `-- --fast` runs those that find most mistakes.
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { $ as shell } from "execa";
import { packInto } from "../test/helpers/pack.ts";
import { buildPackages } from "./build.ts";
import { codeTypeFaults } from "./checks/code-types.ts";
import { fileLengthFaults } from "./checks/file-length.ts";
import { markdownFaults } from "./checks/markdown.ts";

const $ = shell({ preferLocal: true, reject: false, all: true });

type Check = () => PromiseLike<{ all: string; exitCode?: number }>;

const root = join(import.meta.dirname, "..");
/** A check of the repository's own: a line for each fault. */
const own =
  (faults: (root: string) => Promise<readonly string[]>): Check =>
  async () => {
    const lines = await faults(root);
    return { all: lines.join("\n"), exitCode: lines.length === 0 ? 0 : 1 };
  };

const compilerState = join("node_modules", ".cache", "rockit-durst", "types.tsbuildinfo");
const fast: Record<string, Check> = {
  types: () => $`tsc -p . --noEmit --incremental --tsBuildInfoFile ${compilerState}`,
  "lint and format": () => $`biome ci`,
  "length of source files": own(fileLengthFaults),
};
const others: typeof fast = {
  "unused code and dependencies": () => $`knip`,
  "links and line length in Markdown": own(markdownFaults),
  "TypeScript in Markdown": own(codeTypeFaults),
  spelling: () => $`cspell lint --no-progress --no-summary --show-suggestions`,
};
const folders = {
  provider: ["--profile", "node16"],
  "packages/policy": ["--profile", "node16"],
  "packages/webhooks": [],
};

/** Of the packages as they would be published, packed into a folder. */
async function shapes(packed: string): Promise<typeof fast> {
  const checks: typeof fast = {};
  for (const [folder, options] of Object.entries(folders)) {
    const tarball = join(packed, await packInto(packed, folder));
    checks[`shape of ${folder} (publint)`] = () => $`publint ${tarball} --strict`;
    checks[`shape of ${folder} (are the types wrong)`] = () => $`attw ${tarball} ${options}`;
  }
  return checks;
}

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
  await check(values.fast ? fast : { ...fast, ...others, ...(await shapes(temporary)) });
} finally {
  await rm(temporary, { recursive: true, force: true });
}

console.log(failed.length === 0 ? "\nAll checks are clean." : `\nNot clean: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
