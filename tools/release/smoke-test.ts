// The packed packages in an empty project, as npm puts them there for their users.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { execa } from "execa";
import { npmInstall } from "../../test/helpers/npm.ts";
import { type Manifest, root } from "./packages.ts";

/** A path as `npm install` takes it. */
const pathFrom = (folder: string, file: string) => `./${relative(folder, file).replaceAll("\\", "/")}`;

/** Installs packed packages, and nothing else, into a new project. */
export async function installInto(folder: string, packed: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await npmInstall(
    folder,
    packed.map((file) => pathFrom(folder, file)),
  );
}

/** Entries that programs load. The pack is started by the engine, and takes the process over. */
const entriesOf = ({ name, exports = {} }: Manifest): string[] =>
  Object.entries(exports).flatMap(([path, target]) =>
    path.endsWith(".json") || (typeof target === "string" && !target.endsWith(".js"))
      ? []
      : [name + path.slice(1)],
  );

/** Loads every entry by both of Node's ways; gives what was loaded. */
export async function loadAll(folder: string, manifests: readonly Manifest[]): Promise<string[]> {
  const entries = manifests.flatMap(entriesOf);
  for (const entry of entries) {
    await load(folder, entry, "module", `await import("${entry}")`);
    await load(folder, entry, "commonjs", `require("${entry}")`);
  }
  return entries;
}

async function load(folder: string, entry: string, type: "module" | "commonjs", code: string): Promise<void> {
  const { exitCode, stderr } = await execa("node", [`--input-type=${type}`, "--eval", code], {
    cwd: folder,
    reject: false,
  });
  if (exitCode === 0) return;
  const why = /^\w*Error.*$/m.exec(stderr)?.[0] ?? `exit code ${exitCode}`;
  throw new Error(`${entry} can't be loaded as ${type}: ${why}`);
}

/** What the installed command says of its version. */
export async function commandVersion(folder: string): Promise<string> {
  const command = join(folder, "node_modules", ".bin", "rockit-durst");
  const { stdout } = await execa(command, ["--version"], { cwd: folder });
  return stdout;
}

const example = join(root, "examples", "quickstart");

/** Runs the demo's program in a project of its own, into which npm installed the packed packages. */
export async function runDemo(
  folder: string,
  packed: readonly string[],
  interrupted: AbortSignal,
): Promise<void> {
  await cp(example, folder, {
    recursive: true,
    filter: (path) => !/node_modules$|Pulumi\.[^/\\]+\.yaml$/.test(path),
  });
  await npmInstall(
    folder,
    packed.map((file) => pathFrom(folder, file)),
  );
  const { exitCode } = await execa({
    cwd: root,
    stdio: "inherit",
    reject: false,
    cancelSignal: interrupted,
  })`node tools/demo/main.ts --project ${folder}`;
  if (exitCode !== 0) throw new Error("the demo stopped: its own words are above");
}
