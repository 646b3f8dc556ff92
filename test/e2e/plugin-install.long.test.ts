// The native plugin as the engine finds it: in a project's packages, or installed from a release archive into an empty PULUMI_HOME.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { makeArchives } from "../../tools/plugin/archives.ts";
import { built } from "../helpers/built.ts";
import { environmentOf } from "../helpers/environment.ts";
import { findPluginAt, nativeProgram } from "../helpers/native.ts";
import { Project } from "../helpers/project.ts";
import { startServer } from "../helpers/server.ts";
import { Stack } from "../helpers/stack.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const engine = inject("engine");
await built("plugin.js");
let folder: string;
/** The release archive for this machine, and the version that it is of. */
let archive: string;
let version: string;
let rockit: RockitSimulator;
let durst: DurstSimulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rockit-durst-archives-"));
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const { archives } = await makeArchives(folder);
  archive =
    archives.find((file) => file.endsWith(`-${platform}.tar.gz`)) ?? expect.fail(`none for ${platform}`);
  [, version = ""] = /-v(.+?)-/.exec(basename(archive)) ?? [];
});
beforeEach(async () => {
  [rockit, durst] = await Promise.all([startRockit(), startDurst()]);
  return async () => {
    await Promise.all([rockit.close(), durst.close()]);
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A stack of a program of native resources, which gets the plugin from nowhere yet. */
async function scene() {
  const project = await Project.create();
  await project.writeSource(nativeProgram);
  const stack = await Stack.create({
    engine,
    project: project.folder,
    // A plugin on PATH, as npm puts ours while it runs the tests, would be taken before an installed one.
    environment: { ...environmentOf({ rockit, durst }), PULUMI_IGNORE_AMBIENT_PLUGINS: "true" },
  });
  return {
    project,
    stack,
    [Symbol.asyncDispose]: async () => {
      await stack[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

/** What every program wants of the plugin. */
async function expectWorking(stack: Stack): Promise<void> {
  const { output } = await stack.up();
  expect(output).not.toMatch(/warning|plugin/i);
  expect(await stack.outputs()).toEqual({ secret: rockit.secretOf("builds") });
  expect(durst.subscriptions(17).get(4)).toMatchObject({ topic: "STATUS/*", status: "ACTIVE" });
  expect(await stack.exported()).not.toContain(rockit.secretOf("builds"));
  await stack.expectNoChanges();
  await stack.destroy();
  expect(rockit.subscriptions.size).toBe(0);
}

test("it is found in the packages of a project that names their folder", async () => {
  await using it = await scene();
  await findPluginAt(it.project.folder, "node_modules/.bin");
  await expectWorking(it.stack);
});

test("it is installed from a server of release archives", async () => {
  await using it = await scene();
  const server = await startServer(async ({ path }, response) => {
    if (path === `/${basename(archive)}`) response.end(await readFile(archive));
    else response.writeHead(404).end();
  });
  await it.stack.pulumi(["plugin", "install", "resource", "rockit-durst", version, "--server", server.url]);
  expect(server.requests.map(({ path }) => path)).toEqual([`/${basename(archive)}`]);
  await expectWorking(it.stack);
});

test("it is installed from a file, where no server can be reached", async () => {
  await using it = await scene();
  await it.stack.pulumi(["plugin", "install", "resource", "rockit-durst", version, "--file", archive]);
  expect(await readdir(join(it.stack.folder, "home/plugins"))).toContain(`resource-rockit-durst-v${version}`);
  await expectWorking(it.stack);
});

test("its schema is had from the launcher, by its path", async () => {
  await using it = await scene();
  const launcher = join(it.project.folder, "node_modules/.bin/pulumi-resource-rockit-durst");
  const { stdout } = await it.stack.pulumi(["package", "get-schema", launcher]);
  expect(JSON.parse(stdout)).toMatchObject({ name: "rockit-durst", version });
});
