import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { exe } from "../../tools/engine/cache.ts";
import { type Engine, ensureEngine } from "../../tools/engine/engine.ts";
import { engineVersion, hostPackage } from "../../tools/engine/pins.ts";
import { policyPack } from "../../tools/engine/policy-pack.ts";

const engineCommand = join(import.meta.dirname, "..", "..", "tools", "engine", "main.ts");
let folder: string;
let cache: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "tools-engine-")));
  cache = join(folder, "cache");
  vi.stubEnv("PULUMI_ROCKIT_DURST_CACHE", cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Writes a shell script and returns its folder. */
async function writeScript(name: string, body: string, place: string): Promise<string> {
  const bin = join(folder, place);
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return bin;
}

/** A Go that is as quick to build as `build` is; it writes a line to the file `builds` for every build. */
const fakeGo = (build = "") =>
  writeScript(
    "go",
    `[ "$1" = env ] && echo go1.99.0 && exit
    while [ $# -gt 1 ]; do [ "$1" = -o ] && output=$2; shift; done
    echo "$1" >> "${join(folder, "builds")}"
    ${build}
    mkdir -p "$(dirname "$output")" && echo built > "$output"`,
    "go",
  );

async function ensureEngineFrom(
  source: string,
  path: string[],
): Promise<{ engine: Engine; lines: string[] }> {
  vi.stubEnv("PULUMI_ROCKIT_DURST_ENGINE", source);
  // A machine's own pulumi may lie in the system's folders, which only the fake Go needs.
  const system = source === "path" ? [] : ["/usr/bin", "/bin"];
  vi.stubEnv("PATH", [...path, ...system].join(delimiter));
  const lines: string[] = [];
  const engine = await ensureEngine({ log: (line) => lines.push(line) });
  return { engine, lines };
}

/** `npm run engine` with a forced build. */
function startBuild(go: string): { child: ChildProcess; output: Promise<string> } {
  const child = spawn(process.execPath, [engineCommand], {
    env: { ...process.env, PULUMI_ROCKIT_DURST_ENGINE: "build", PATH: `${go}:/usr/bin:/bin` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, output: text(child.stdout) };
}

const hasBuilt = async () => (await readdir(folder)).includes("builds");

describe("on PATH", () => {
  test("uses the engine if the cache can't be written", async () => {
    const bin = await writeScript("pulumi", "echo v3.250.0", "installed");
    await writeScript("pulumi-language-nodejs", "", "installed");
    await writeFile(cache, "no folder");
    vi.stubEnv("TMPDIR", folder);
    const { engine } = await ensureEngineFrom("path", [bin]);
    expect(await realpath(join(engine.root, "bin", "pulumi"))).toBe(engine.pulumi);
  });

  test("uses a pulumi that is new enough and has a language host", async () => {
    const bin = await writeScript("pulumi", "echo v3.250.0", "installed");
    await writeScript("pulumi-language-nodejs", "", "installed");
    const { engine, lines } = await ensureEngineFrom("path", [bin]);
    expect(engine).toMatchObject({ version: "3.250.0", origin: "path", pulumi: join(bin, "pulumi") });
    expect(await realpath(join(engine.root, "bin", "pulumi"))).toBe(engine.pulumi);
    expect(lines).toEqual([`engine: pulumi 3.250.0 (found on PATH) at ${engine.pulumi}`]);
    expect(policyPack(engine, "/pack")).toBe("/pack");
  });

  test("finds the language host beside the file that a link leads to", async () => {
    const bin = await writeScript("pulumi", "echo v3.250.0", "installed");
    await writeScript("pulumi-language-nodejs", "", "installed");
    await mkdir(join(folder, "links"));
    await symlink(join(bin, "pulumi"), join(folder, "links", "pulumi"));
    const { engine } = await ensureEngineFrom("path", [join(folder, "links")]);
    expect(engine.pulumi).toBe(join(folder, "links", "pulumi"));
  });

  test("uses the engine without a home folder and therefore without a cache", async () => {
    const bin = await writeScript("pulumi", "echo v3.250.0", "installed");
    await writeScript("pulumi-language-nodejs", "", "installed");
    vi.stubEnv("TMPDIR", folder);
    for (const name of ["HOME", "XDG_CACHE_HOME", "PULUMI_ROCKIT_DURST_CACHE"]) vi.stubEnv(name, "");
    const { engine } = await ensureEngineFrom("path", [bin]);
    expect(await realpath(join(engine.root, "bin", "pulumi"))).toBe(engine.pulumi);
  });

  test("starts a policy pack by an executable if the language host is too old for packs", async () => {
    const bin = await writeScript("pulumi", "echo v3.250.0", "installed");
    await writeScript("pulumi-language-nodejs", `# ${hostPackage}`, "installed");
    const { engine } = await ensureEngineFrom("path", [bin]);
    const pack = join(folder, "it's a pack");
    await mkdir(pack);
    await writeScript("node", `pwd; echo "$@"`, "nodes");
    const { stdout } = await execa(policyPack(engine, pack), ["127.0.0.1:1"], {
      env: { PATH: `${join(folder, "nodes")}:/usr/bin:/bin` },
      extendEnv: false,
    });
    expect(stdout.split("\n")[0]).toBe(await realpath(pack));
    expect(stdout).toMatch(/127\.0\.0\.1:1 \.$/);
  });

  test("says why it does not use an engine", async () => {
    const bins = [
      await writeScript("pulumi", "echo hello", "a"),
      await writeScript("pulumi", "exit 3", "b"),
      await writeScript("pulumi", "echo v3.100.0", "c"),
      await writeScript("pulumi", "echo v3.250.0", "d"),
    ];
    const good = await writeScript("pulumi", "echo v3.251.0", "e");
    await writeScript("pulumi-language-nodejs", "", "other");
    const { engine, lines } = await ensureEngineFrom("path", [
      ...bins.slice(0, 3),
      good,
      join(folder, "other"),
    ]);
    expect(engine.version).toBe("3.251.0");
    expect(lines.slice(0, 3)).toEqual([
      `engine: not using ${folder}/a/pulumi: \`pulumi version\` prints "hello" instead of a version`,
      `engine: not using ${folder}/b/pulumi: \`pulumi version\` ends with exit code 3`,
      `engine: not using ${folder}/c/pulumi: version 3.100.0 is too old, 3.216.0 or newer is needed`,
    ]);
    await expect(ensureEngineFrom("path", bins)).rejects.toThrow(
      /^There is no Pulumi CLI, and .* install .* again\.$/,
    );
  });
});

describe("the environments", () => {
  test("keep the user's own Pulumi settings and our other engines out, and this Node.js first", async () => {
    vi.stubEnv("PULUMI_ACCESS_TOKEN", "pul-1");
    vi.stubEnv("PULUMI_STACK", "production");
    vi.stubEnv("PULUMI_HOME", "/given/by/the/caller");
    const { engine } = await ensureEngineFrom("build", [await fakeGo(), join(cache, "pulumi-3.1.0", "bin")]);
    const environment = engine.projectEnvironment;
    expect(environment).toMatchObject({
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    });
    const seen = { ...process.env, ...environment };
    // Not even empty: an empty PULUMI_OPTION_PARALLEL is a crash of the engine.
    for (const name of ["PULUMI_ACCESS_TOKEN", "PULUMI_STACK", "PULUMI_HOME"])
      expect(seen).not.toHaveProperty(name);
    expect(environment["PATH"]).not.toContain("pulumi-3.1.0");
    const [first = ""] = (environment["PATH"] ?? "").split(delimiter);
    expect(await realpath(join(first, "node"))).toBe(await realpath(process.execPath));
  });
});

describe("the cache", () => {
  test("returns the engine that was built before", async () => {
    const go = await fakeGo();
    const first = await ensureEngineFrom("build", [go]);
    expect(first.engine).toMatchObject({ origin: "go build", version: engineVersion });
    const second = await ensureEngineFrom("cache", []);
    expect(second.engine).toEqual({
      ...first.engine,
      origin: "cache",
      projectEnvironment: expect.anything(),
    });
    expect(second.lines).toEqual([
      `engine: pulumi ${engineVersion} (from the cache) at ${first.engine.pulumi}`,
    ]);
  });

  test.each<[what: string, damage: (engine: Engine) => Promise<void>]>([
    ["its engine is gone", ({ pulumi }) => rm(pulumi)],
    ["its language host is gone", ({ pulumi }) => rm(join(dirname(pulumi), `pulumi-language-nodejs${exe}`))],
    ["its stamp is cut off", ({ pulumi }) => writeFile(join(pulumi, "../../engine.json"), '{ "vers')],
  ])("is rebuilt when %s", async (_, damage) => {
    const go = await fakeGo();
    const { engine } = await ensureEngineFrom("build", [go]);
    await damage(engine);
    expect((await ensureEngineFrom("build", [go])).engine).toMatchObject({
      origin: "go build",
      pulumi: engine.pulumi,
    });
    expect((await ensureEngineFrom("build", [go])).engine.origin).toBe("cache");
  });

  test.each<[environment: Record<string, string>, words: RegExp]>([
    [{ PULUMI_ROCKIT_DURST_CACHE: "cache" }, /^PULUMI_ROCKIT_DURST_CACHE is "cache"; it must be an abs.+\.$/],
    [{ HOME: "" }, /^There is no home folder to keep the engine in \(HOME is empty\): set .+\.$/],
    [{ XDG_CACHE_HOME: "cache" }, /^There is no Pulumi CLI, and .+$/],
  ])("is never relative to the working directory: %o", async (environment, words) => {
    const empty = join(folder, "checkout");
    await mkdir(empty);
    const { all } = await execa(process.execPath, [engineCommand], {
      cwd: empty,
      env: { PATH: folder, HOME: folder, PULUMI_ROCKIT_DURST_ENGINE: "cache", ...environment },
      extendEnv: false,
      reject: false,
      all: true,
    });
    expect(all).toMatch(words);
    expect(await readdir(empty)).toEqual([]);
  });

  test("is empty after a failed build, and the error quotes the build's last line", async () => {
    const go = await fakeGo(`echo "# some/package" >&2; echo "no space left on device" >&2; exit 1`);
    await expect(ensureEngineFrom("build", [go])).rejects.toThrow(
      `There is no Pulumi CLI, and building pulumi ${engineVersion} failed (no space left on device); free space in ${cache} and`,
    );
    expect(await readdir(cache)).toEqual([]);
  });

  test("is cleared of a killed process's files, and its lock is taken over", async () => {
    const lock = join(cache, `.lock-${process.platform}-${process.arch}`);
    await mkdir(lock, { recursive: true });
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await mkdir(join(cache, `.unfinished-${process.platform}-${process.arch}-abc`, "entry"), {
      recursive: true,
    });
    const { lines } = await ensureEngineFrom("build", [await fakeGo()]);
    expect(lines.join("\n")).not.toContain("waiting");
    expect((await readdir(cache)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("is filled by one of two processes while the other waits", async () => {
    const go = await fakeGo("sleep 1");
    const outputs = await Promise.all([startBuild(go).output, startBuild(go).output]);
    expect(outputs.filter((output) => output.includes("(built from Go modules"))).toHaveLength(1);
    const [waited] = outputs.filter((output) => output.includes("(from the cache)"));
    expect(waited).toContain("another process is preparing the engine; waiting for it");
  });

  test.for(["SIGINT", "SIGTERM"] as const)(
    "is empty after a build that was interrupted by %s",
    async (signal) => {
      const { child } = startBuild(await fakeGo("sleep 60"));
      await vi.waitFor(async () => expect(await hasBuilt()).toBe(true), 9_000);
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([null, signal]);
      expect(await readdir(cache)).toEqual([]);
    },
  );
});

test("says what to install when there is no Go or an old one", async () => {
  vi.stubEnv("PULUMI_ROCKIT_DURST_ENGINE", "build");
  vi.stubEnv("PATH", folder);
  await expect(ensureEngine({ log: () => {} })).rejects.toThrow(
    /^There is no Pulumi CLI, and there is no Go to build it with: install the Pulumi CLI \(.*\) or Go [\d.]+ or newer, then run the command again\.$/,
  );
  vi.stubEnv("PATH", `${await writeScript("go", "echo go1.22.3", "old")}:/usr/bin:/bin`);
  await expect(ensureEngine({ log: () => {} })).rejects.toThrow("and Go is 1.22.3, too old to build it:");
});
