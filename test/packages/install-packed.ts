// Installs the packed package for receivers into an empty project.
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { npmInstall } from "../helpers/npm.ts";
import { packInto } from "../helpers/pack.ts";

const root = join(import.meta.dirname, "..", "..");

/** Creates a project with only the packed package. Returns its folder. */
export async function installPacked(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-webhooks-")));
  const packed = await packInto(folder, "packages/webhooks");
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await npmInstall(folder, [packed]);
  await rm(join(folder, packed));
  return folder;
}

/** Creates a project within `folder`, which also finds the packed package. `absent` says why an install failed. */
export async function createSubproject(
  folder: string,
  name: string,
  packages: readonly string[],
): Promise<{ readonly folder: string } | { readonly absent: string }> {
  const own = join(folder, name);
  await mkdir(own);
  await writeFile(join(own, "package.json"), '{ "private": true }\n');
  const install = await npmInstall(own, ["--ignore-scripts", ...packages], {
    reject: false,
    timeout: 240_000,
  });
  if (install.exitCode === 0) return { folder: own };
  const [why] = install.stderr.split("\n").filter((line) => line.startsWith("npm error"));
  return { absent: `${packages.join(", ")} can't be installed: ${why ?? "npm did not end in time"}` };
}

/** Copies the smoke test into a project, as an ES module and as CommonJS. */
export async function copySmokeTest(folder: string): Promise<void> {
  await cp(join(import.meta.dirname, "smoke.mjs"), join(folder, "smoke.mjs"));
  const text = await readFile(join(import.meta.dirname, "smoke.mjs"), "utf8");
  await writeFile(
    join(folder, "smoke.cjs"),
    text.replace("export async function smoke", "exports.smoke = async function smoke"),
  );
}

export interface InstallSize {
  readonly packages: number;
  readonly bytes: number;
}

/** The packages and bytes of an installation. */
export async function installSizeOf(project: string): Promise<InstallSize> {
  const modules = join(project, "node_modules");
  const entries = await readdir(modules, { recursive: true });
  const stats = await Promise.all(entries.map((entry) => stat(join(modules, entry))));
  // npm's own list of installed packages belongs to no package.
  const own = await stat(join(modules, ".package-lock.json"));
  const lock = JSON.parse(await readFile(join(modules, ".package-lock.json"), "utf8"));
  return {
    packages: Object.keys(lock.packages).length,
    bytes: stats.filter((each) => each.isFile()).reduce((sum, { size }) => sum + size, 0) - own.size,
  };
}

/** How a package is loaded. */
export type ModuleSystem = "import" | "require";

/** Milliseconds for a fresh process to load a package. */
export async function measureLoadTime(
  project: string,
  name: string,
  moduleSystem: ModuleSystem,
): Promise<number> {
  const load = moduleSystem === "import" ? `await import("${name}")` : `require("${name}")`;
  const script = `(async () => {
    const before = performance.now();
    ${load};
    process.stdout.write(String(performance.now() - before));
  })();`;
  return Number(
    (await execa("node", ["-e", script], { cwd: project, preferLocal: true, localDir: root })).stdout,
  );
}

export const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN;
