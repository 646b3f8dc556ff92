// Finds an installed Pulumi CLI.
import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { access, constants, mkdir, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import semver from "semver";
import which from "which";
import { cacheFolderIfAny, exe } from "./cache.ts";
import { reasonOf } from "./engine-error.ts";
import { basePath } from "./environment.ts";
import { oldestEngine } from "./pins.ts";
import { startsPolicyPacks } from "./policy-pack.ts";
import { runProgram } from "./run-program.ts";

export interface Installed {
  version: string;
  pulumi: string;
  root: string;
  startsPolicyPacks: boolean;
}

/** The first usable `pulumi` on `PATH`. Logs why others are not used. */
export async function findOnPath(log: (line: string) => void): Promise<Installed | undefined> {
  const seen = new Set<string>();
  for (const pulumi of (await which("pulumi", { all: true, nothrow: true, path: basePath() })) ?? []) {
    const real = realpathSync(pulumi);
    if (seen.has(real)) continue;
    seen.add(real);
    try {
      const version = await versionOf(pulumi);
      const host = await languageHostOf(pulumi, real);
      return {
        version,
        pulumi,
        root: await linkedRoot(pulumi),
        startsPolicyPacks: await startsPolicyPacks(host),
      };
    } catch (thrown) {
      log(`not using ${pulumi}: ${reasonOf(thrown)}`);
    }
  }
  return undefined;
}

async function versionOf(pulumi: string): Promise<string> {
  const lines: string[] = [];
  const exitCode = await runProgram({
    command: pulumi,
    arguments: ["version"],
    folder: dirname(pulumi),
    environment: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    onLine: (line) => lines.push(line.trim()),
    signal: AbortSignal.timeout(10_000),
  }).catch((thrown: Error) => {
    throw thrown.name === "TimeoutError"
      ? new Error("`pulumi version` did not end within 10 seconds")
      : thrown;
  });
  if (exitCode !== 0) throw new Error(`\`pulumi version\` ends with exit code ${exitCode}`);
  const version = lines.map((line) => semver.valid(line)).find((found) => found !== null);
  if (version === undefined) {
    throw new Error(`\`pulumi version\` prints "${(lines[0] ?? "").slice(0, 40)}" instead of a version`);
  }
  if (semver.lt(version, oldestEngine))
    throw new Error(`version ${version} is too old, ${oldestEngine} or newer is needed`);
  return version;
}

async function languageHostOf(pulumi: string, real: string): Promise<string> {
  const name = `pulumi-language-nodejs${exe}`;
  const beside = [pulumi, real].map((file) => join(dirname(file), name)).find((file) => existsSync(file));
  const host = beside ?? (await which(name, { nothrow: true, path: basePath() }));
  if (host === null) throw new Error("there is no pulumi-language-nodejs next to it or on PATH");
  return host;
}

/**
 * The Automation API needs a folder with `bin/pulumi`, and puts this `bin` first on `PATH`. A folder with
 * only a link prevents that an older Node.js next to the CLI gets on `PATH`. The engine finds its parts
 * through the link.
 */
async function linkedRoot(pulumi: string): Promise<string> {
  const folder = dirname(pulumi);
  if (process.platform === "win32") {
    if (basename(folder) !== "bin")
      throw new Error("it is not in a folder named bin, which the Automation API needs");
    return dirname(folder);
  }
  const name = createHash("sha256").update(pulumi).digest("hex").slice(0, 16);
  const root = await writable(join(cacheFolderIfAny() ?? "", "on-path", name));
  await symlink(pulumi, join(root, "bin", "pulumi")).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "EEXIST") throw thrown;
  });
  return root;
}

/** Creates the folder with a `bin`; a temporary folder if there is no cache, or if it is read-only. */
async function writable(root: string): Promise<string> {
  try {
    if (!isAbsolute(root)) throw new Error("there is no cache");
    await mkdir(join(root, "bin"), { recursive: true });
    await access(join(root, "bin"), constants.W_OK);
    return root;
  } catch {
    const temporary = await mkdtemp(join(tmpdir(), "rockit-durst-engine-"));
    await mkdir(join(temporary, "bin"));
    return temporary;
  }
}
