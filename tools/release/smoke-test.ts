// Installs the packed packages into an empty project, as users do, and tries them.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { execa } from "execa";
import { npmInstall } from "../../test/helpers/npm.ts";
import { type Manifest, root } from "./packages.ts";

/** A path that `npm install` accepts. */
const pathFrom = (folder: string, file: string) => `./${relative(folder, file).replaceAll("\\", "/")}`;

/** Installs only the packed packages into a new project. */
export async function installInto(folder: string, packed: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await npmInstall(
    folder,
    packed.map((file) => pathFrom(folder, file)),
  );
}

/** The entry points that programs load, without the policy pack, which the engine starts. */
const entriesOf = ({ name, exports = {} }: Manifest): string[] =>
  Object.entries(exports).flatMap(([path, target]) =>
    path.endsWith(".json") || (typeof target === "string" && !target.endsWith(".js"))
      ? []
      : [name + path.slice(1)],
  );

/** Loads every entry point by import and by require. Returns the entry points. */
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

/** The version that the installed command prints. */
export async function commandVersion(folder: string): Promise<string> {
  const command = join(folder, "node_modules", ".bin", "rockit-durst");
  const { stdout } = await execa(command, ["--version"], { cwd: folder });
  return stdout;
}

const example = join(root, "examples", "quickstart");

/** Runs the demo in a separate project with the packed packages. */
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
  if (exitCode !== 0) throw new Error("the demo failed: see its output above");
}
