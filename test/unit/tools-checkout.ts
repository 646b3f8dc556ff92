// A checkout of nothing but the start scripts, with an `npm` that is a shell script.
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { writeShellScript } from "./cli/command.ts";

export const toolsFolder = join(import.meta.dirname, "..", "..", "tools");

/** The effect of a successful `npm ci`. */
export const successfulInstall = `rm -rf node_modules
mkdir -p node_modules/.bin
echo '{}' > node_modules/.package-lock.json
ln -s "$NODE" node_modules/.bin/node`;

export async function createCheckout(npm: string | undefined) {
  const base = await realpath(await mkdtemp(join(tmpdir(), "rockit durst start-")));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const root = join(base, "checkout");
  const bin = join(base, "bin");
  await mkdir(bin);
  await mkdir(root);
  await cp(toolsFolder, join(root, "tools"), { recursive: true, filter: (path) => !/\.ts$/.test(path) });
  await writeFile(join(root, "package-lock.json"), "{}");
  await writeFile(join(root, "program.mjs"), "console.log(...process.argv.slice(2)); process.exitCode = 7;");
  if (npm !== undefined) await writeShellScript(join(bin, "npm"), `echo "$@" >> "$CALLS"\n${npm}`);
  const calls = join(base, "calls");
  const runProgram = (...args: string[]) =>
    execa(process.execPath, [...args, join(root, "tools", "run.mjs"), "program.mjs", "given"], {
      // The system has an npm of its own.
      env: { PATH: npm === undefined ? bin : `${bin}:/usr/bin:/bin`, NODE: process.execPath, CALLS: calls },
      extendEnv: false,
      reject: false,
      all: true,
    });
  /** The arguments of each call of npm. */
  const npmCalls = async () =>
    (await readFile(calls, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
  const packages = join(root, "node_modules");
  return { base, root, bin, packages, runProgram, npmCalls };
}
