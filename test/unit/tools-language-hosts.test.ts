import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Engine, ensureEngine } from "../../tools/engine/engine.ts";
import { ensureLanguageHost, whyNoLanguageHost } from "../../tools/engine/language-hosts.ts";
import { languagePins } from "../../tools/engine/pins.ts";

const { version } = languagePins.yaml;
const log = () => {};
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "tools-language-hosts-")));
  vi.stubEnv("PULUMI_ROCKIT_DURST_CACHE", join(folder, "cache"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function writeScript(place: string, name: string, body = ""): Promise<string> {
  const bin = join(folder, place);
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return bin;
}

/** A Go whose programs hold the name of what they were built from; it writes a line to the file `builds` for every build. */
async function fakeGo(build = ""): Promise<string> {
  const source = await writeScript("source/python/cmd", "pulumi-language-python-exec");
  return await writeScript(
    "go",
    "go",
    `[ "$1" = env ] && echo go1.99.0 && exit
    [ "$1" = list ] && echo ${dirname(dirname(source))} && exit
    while [ $# -gt 1 ]; do [ "$1" = -o ] && output=$2; shift; done
    echo "$1" >> ${join(folder, "builds")}
    ${build}
    /bin/mkdir -p "\${output%/*}" && echo "$1" > "$output"`,
  );
}

/** Without the system's folders on PATH, where a machine's own `pulumi` may lie. */
async function engineFrom(source: string, path: string[]): Promise<Engine> {
  vi.stubEnv("PULUMI_ROCKIT_DURST_ENGINE", source);
  vi.stubEnv("PATH", path.join(delimiter));
  return await ensureEngine({ log });
}

const builtCommands = async () => (await readFile(join(folder, "builds"), "utf8")).trim().split("\n");

test("a built engine gets a host beside itself, built once", async () => {
  const engine = await engineFrom("build", [await fakeGo()]);
  const before = await builtCommands();
  const lines: string[] = [];
  const host = await ensureLanguageHost(engine, "yaml", { log: (line) => lines.push(line) });
  expect(host).toMatchObject({ origin: "go build", environment: {} });
  expect(lines.at(-1)).toBe(
    `engine: YAML language host (built from Go modules, now cached) at ${host.binary}`,
  );
  expect(await ensureLanguageHost(engine, "yaml", { log })).toEqual({ ...host, origin: "cache" });
  expect((await builtCommands()).slice(before.length)).toEqual([languagePins.yaml.command]);
  const hostPath = join(dirname(engine.pulumi), "pulumi-language-yaml");
  expect((await stat(hostPath)).ino).toBe((await stat(host.binary)).ino);
});

test("a host of another version beside a built engine is replaced", async () => {
  const engine = await engineFrom("build", [await fakeGo()]);
  const hostPath = join(dirname(engine.pulumi), "pulumi-language-yaml");
  await writeFile(hostPath, "an older one");
  await ensureLanguageHost(engine, "yaml", { log });
  expect(await readFile(hostPath, "utf8")).toBe(`${languagePins.yaml.command}\n`);
});

test("the Python host comes with its script", async () => {
  const engine = await engineFrom("build", [await fakeGo()]);
  await ensureLanguageHost(engine, "python", { log });
  expect(await readdir(dirname(engine.pulumi))).toEqual(
    expect.arrayContaining(["pulumi-language-python", "pulumi-language-python-exec"]),
  );
});

test("an engine on PATH keeps its own host", async () => {
  const bin = await writeScript("installed", "pulumi", "echo v3.250.0");
  for (const language of ["nodejs", "yaml"]) await writeScript("installed", `pulumi-language-${language}`);
  const engine = await engineFrom("path", [bin]);
  expect(await whyNoLanguageHost(engine, "yaml")).toBeUndefined();
  expect(await ensureLanguageHost(engine, "yaml", { log })).toEqual({
    origin: "beside the engine",
    binary: join(bin, "pulumi-language-yaml"),
    environment: {},
  });
});

test("an engine on PATH without a host gets one by PATH; nothing is put into its folder", async () => {
  const bin = await writeScript("installed", "pulumi", "echo v3.250.0");
  await writeScript("installed", "pulumi-language-nodejs");
  const engine = await engineFrom("", [await fakeGo(), bin]);
  const host = await ensureLanguageHost(engine, "yaml", { log });
  expect(host.environment["PATH"]).toBe(
    `${engine.projectEnvironment["PATH"]}${delimiter}${dirname(host.binary)}`,
  );
  expect((await readdir(bin)).sort()).toEqual(["pulumi", "pulumi-language-nodejs"]);
});

test("the error says why there is no host", async () => {
  const bin = await writeScript("installed", "pulumi", "echo v3.250.0");
  await writeScript("installed", "pulumi-language-nodejs");
  const engine = await engineFrom("path", [bin]);
  const none = "here is no YAML language host, and PULUMI_ROCKIT_DURST_ENGINE does not allow a build";
  expect(await whyNoLanguageHost(engine, "yaml")).toBe(`t${none}`);
  await expect(ensureLanguageHost(engine, "yaml", { log })).rejects.toThrow(`T${none}: install the Pulumi`);

  vi.stubEnv("PULUMI_ROCKIT_DURST_ENGINE", "");
  vi.stubEnv("PATH", await fakeGo(`echo "no space left on device" >&2; exit 1`));
  await expect(ensureLanguageHost(engine, "yaml", { log })).rejects.toThrow(
    `There is no YAML language host, and building the YAML language host ${version} failed (no space left on device): install`,
  );
  vi.stubEnv("PATH", folder);
  expect(await whyNoLanguageHost(engine, "yaml")).toBe(
    "there is no YAML language host, and there is no Go to build it with",
  );
});
