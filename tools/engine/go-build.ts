// The engine and its Node.js language host, built from the pinned modules in go-modules/.
import { chmod, copyFile, link, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { addEntry, type Entry, exe, inlineRoot, projectRoot } from "./cache.ts";
import { EngineError } from "./failure.ts";
import { checkout, engineModule, engineVersion, goVersion, hostModule, hostVersion } from "./pins.ts";
import { runProgram } from "./programs.ts";
import { elapsed, reportProgress } from "./progress.ts";

/** Settings of the user's own that would change what is built, and a toolchain that is not downloaded. */
const goEnvironment = {
  GOTOOLCHAIN: "local",
  GOWORK: "off",
  GOFLAGS: "",
  GO111MODULE: "on",
  GOOS: "",
  GOARCH: "",
  CGO_ENABLED: "0",
};

/** Why Go cannot build the engine here; nothing if it can. */
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

/**
 * Two folders, because the last language host that is published as a Go module runs programs well but, wherever it is
 * found, breaks policy packs: `project` has it, `inline` does not. The engine looks beside the real file, hence hard
 * links and no symbolic ones.
 */
export function build(log: (line: string) => void, signal: AbortSignal): Promise<Entry> {
  return addEntry("build", async (staging) => {
    const folder = join(staging, "entry");
    const project = join(projectRoot("build", folder), "bin", `pulumi${exe}`);
    const inline = join(inlineRoot("build", folder), "bin", `pulumi${exe}`);
    const common = { temporary: join(staging, "tmp"), log, signal };
    const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
    await goBuild({
      ...common,
      name: `pulumi ${engineVersion}`,
      module: engineModule,
      command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      // Without it `pulumi version` prints nothing and the Automation API refuses the engine.
      linker: `-s -w -X ${versionVariable}=v${engineVersion}`,
      output: project,
    });
    await goBuild({
      ...common,
      name: `its Node.js language host ${hostVersion}`,
      module: hostModule,
      command: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      linker: `-s -w -X ${versionVariable}=v${hostVersion}`,
      output: join(dirname(project), `pulumi-language-nodejs${exe}`),
    });
    await mkdir(dirname(inline), { recursive: true });
    // Some file systems have no hard links.
    await link(project, inline).catch(() => copyFile(project, inline));
    for (const binary of [project, inline]) await addDynamicLauncher(dirname(binary));
  });
}

/**
 * The SDK's script that starts dynamic providers. A release has it beside `pulumi`; found elsewhere on PATH the engine
 * warns about it in every update.
 */
async function addDynamicLauncher(bin: string): Promise<void> {
  for (const name of ["pulumi-resource-pulumi-nodejs", "pulumi-resource-pulumi-nodejs.cmd"]) {
    await copyFile(join(checkout, "node_modules", "@pulumi", "pulumi", name), join(bin, name));
    await chmod(join(bin, name), 0o755);
  }
}

interface GoBuild {
  name: string;
  module: string;
  command: string;
  linker: string;
  output: string;
  temporary: string;
  log: (line: string) => void;
  signal: AbortSignal;
}

async function goBuild({
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
      `-ldflags=${linker}`,
      "-o",
      output,
      command,
    ],
    folder: module,
    environment: { ...goEnvironment, GOTMPDIR: temporary },
    onLine: (line) => {
      if (line.startsWith("go: downloading ")) downloaded++;
      else if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)) compiled++;
      else complaints.push(line);
    },
    signal,
  });
  if (exitCode !== 0) {
    throw new EngineError(
      `The engine could not be built: go build of ${name} ended with: ${complaints.at(-1) ?? `exit code ${exitCode}`}`,
    );
  }
  log(`built ${name} in ${elapsed(Date.now() - started)}`);
}
