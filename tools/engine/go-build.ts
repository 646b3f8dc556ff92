// Builds Go programs, such as the engine and its Node.js language host, from the pinned modules in
// go-modules/.
import { chmod, copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { networkEnvironment } from "../hermetic.mjs";
import { addEntry, binOf, type Entry, exe } from "./cache.ts";
import {
  checkout,
  engineModule,
  enginePackage,
  engineVersion,
  goVersion,
  hostModule,
  hostPackage,
  hostVersion,
} from "./pins.ts";
import { elapsed, reportProgress } from "./progress.ts";
import { runProgram } from "./run-program.ts";

/** Overrides user settings that change the build, and prevents the download of a toolchain. */
const goEnvironment = {
  GOTOOLCHAIN: "local",
  GOWORK: "off",
  GOFLAGS: "",
  GO111MODULE: "on",
  GOOS: "",
  GOARCH: "",
  CGO_ENABLED: "0",
};

/** More memory for the compilers and less garbage collection: a cold build takes about a sixth less time. */
const compilerMemory = { GOGC: "400", GOMEMLIMIT: "1500MiB" };

/** Why Go can't build the engine on this machine; undefined if it can. */
export async function whyNoGo(): Promise<string | undefined> {
  const { stdout, exitCode } = await execa("go", ["env", "GOVERSION"], {
    env: goEnvironment,
    cwd: dirname(import.meta.dirname),
    reject: false,
  });
  if (exitCode !== 0) return "there is no Go to build it with";
  const found = semver.coerce(stdout.replace(/^go/, ""))?.version;
  if (found === undefined || semver.lt(found, goVersion))
    return `Go is ${found ?? stdout}, too old to build it`;
  return undefined;
}

export function build(log: (line: string) => void, signal: AbortSignal): Promise<Entry> {
  return addEntry("build", async ({ entry, temporary }) => {
    const bin = binOf(entry);
    const common = { temporary, log, signal };
    const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
    await goBuild({
      ...common,
      name: `pulumi ${engineVersion}`,
      module: engineModule,
      command: enginePackage,
      // Without it, `pulumi version` prints nothing, and the Automation API rejects the engine.
      linker: `-s -w -X ${versionVariable}=v${engineVersion}`,
      output: join(bin, `pulumi${exe}`),
    });
    await goBuild({
      ...common,
      name: `its Node.js language host ${hostVersion}`,
      module: hostModule,
      command: hostPackage,
      linker: `-s -w -X ${versionVariable}=v${hostVersion}`,
      output: join(bin, `pulumi-language-nodejs${exe}`),
    });
    await addDynamicLauncher(bin);
  });
}

/**
 * Adds the SDK's script that starts dynamic providers. Releases have it next to `pulumi`. If the engine finds
 * it elsewhere on PATH, it warns in every update.
 */
async function addDynamicLauncher(bin: string): Promise<void> {
  for (const name of ["pulumi-resource-pulumi-nodejs", "pulumi-resource-pulumi-nodejs.cmd"]) {
    await copyFile(join(checkout, "node_modules", "@pulumi", "pulumi", name), join(bin, name));
    await chmod(join(bin, name), 0o755);
  }
}

/** The source folder of the module `path`, pinned in the folder `module`. A build must have downloaded it. */
export async function moduleSource(module: string, path: string): Promise<string> {
  const { stdout } = await execa("go", ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", path], {
    env: { ...networkEnvironment(), ...goEnvironment },
    cwd: module,
  });
  return stdout;
}

interface GoBuild {
  name: string;
  /** The folder of the go.mod that pins it. */
  module: string;
  /** The package with its `main`. */
  command: string;
  linker: string;
  output: string;
  temporary: string;
  log: (line: string) => void;
  signal: AbortSignal;
}

/** Throws an error with the last line of Go's output. */
export async function goBuild({
  name,
  module,
  command,
  linker,
  output,
  temporary,
  log,
  signal,
}: GoBuild): Promise<void> {
  const started = Date.now();
  let downloaded = 0;
  let compiled = 0;
  const complaints: string[] = [];
  const state = () =>
    compiled > 0 ? `${compiled} packages compiled` : downloaded > 0 ? `${downloaded} modules downloaded` : "";
  using _progress = reportProgress(log, `building ${name}`, state);
  const exitCode = await runProgram({
    command: "go",
    arguments: [
      "build",
      "-v",
      "-mod=readonly",
      "-trimpath",
      "-buildvcs=false",
      // The linker strips it anyway.
      "-gcflags=all=-dwarf=false",
      `-ldflags=${linker}`,
      "-o",
      output,
      command,
    ],
    folder: module,
    environment: { ...networkEnvironment(), ...goEnvironment, ...compilerMemory, GOTMPDIR: temporary },
    onLine: (line) => {
      if (line.startsWith("go: downloading ")) downloaded++;
      else if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)) compiled++;
      else complaints.push(line);
    },
    signal,
  });
  if (exitCode !== 0) {
    throw new Error(
      `building ${name} failed (${complaints.at(-1) ?? `go ended with exit code ${exitCode}`})`,
    );
  }
  log(`built ${name} in ${elapsed(Date.now() - started)}`);
}
