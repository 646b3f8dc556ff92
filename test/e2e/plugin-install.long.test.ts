// The engine finds the native plugin in a project's packages, or installed from a release archive into an empty PULUMI_HOME.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeArchives } from "../../tools/plugin/archives.ts";
import { ensureBuilt } from "../helpers/build-output.ts";
import { nativeProgram, setPluginPath } from "../helpers/native-program.ts";
import { Scene } from "../helpers/scene.ts";
import { startServer } from "../helpers/server.ts";

await ensureBuilt("plugin.js");
let folder: string;
/** The release archive for this machine, and its version. */
let archive: string;
let version: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rockit-durst-archives-"));
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const { archives } = await makeArchives(folder);
  archive =
    archives.find((file) => file.endsWith(`-${platform}.tar.gz`)) ?? expect.fail(`none for ${platform}`);
  [, version = ""] = /-v(.+?)-/.exec(basename(archive)) ?? [];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A stack whose program has native resources and whose plugin is not installed yet. */
async function startScene(): Promise<Scene> {
  // The engine prefers a plugin on PATH, and npm puts ours there during the tests.
  const scene = await Scene.start({ environment: { PULUMI_IGNORE_AMBIENT_PLUGINS: "true" } });
  await scene.project.writeSource(nativeProgram);
  return scene;
}

/** Runs the program from the first up to destroy. */
async function expectWorkingPlugin({ rockit, durst, stack }: Scene): Promise<void> {
  const { output } = await stack.up();
  expect(output).not.toMatch(/warning|plugin/i);
  expect(await stack.outputs()).toEqual({ secret: rockit.secretOf("builds") });
  expect(durst.subscriptions(17).get(4)).toMatchObject({ topic: "STATUS/*", status: "ACTIVE" });
  expect(await stack.exportState()).not.toContain(rockit.secretOf("builds"));
  await stack.expectNoChanges();
  await stack.destroy();
  expect(rockit.subscriptions.size).toBe(0);
}

test("the plugin is found in the packages of a project that names their folder", async () => {
  await using scene = await startScene();
  await setPluginPath(scene.project.folder, "node_modules/.bin");
  await expectWorkingPlugin(scene);
});

test("the plugin is installed from a server of release archives", async () => {
  await using scene = await startScene();
  const server = await startServer(async ({ path }, response) => {
    if (path === `/${basename(archive)}`) response.end(await readFile(archive));
    else response.writeHead(404).end();
  });
  await scene.stack.pulumi([
    "plugin",
    "install",
    "resource",
    "rockit-durst",
    version,
    "--server",
    server.url,
  ]);
  expect(server.requests.map(({ path }) => path)).toEqual([`/${basename(archive)}`]);
  await expectWorkingPlugin(scene);
});

test("the plugin is installed from a file, without any server", async () => {
  await using scene = await startScene();
  await scene.stack.pulumi(["plugin", "install", "resource", "rockit-durst", version, "--file", archive]);
  expect(await readdir(join(scene.stack.folder, "home/plugins"))).toContain(
    `resource-rockit-durst-v${version}`,
  );
  await expectWorkingPlugin(scene);
});

test("`pulumi package get-schema` reads the schema by the launcher's path", async () => {
  await using scene = await startScene();
  const launcher = join(scene.project.folder, "node_modules/.bin/pulumi-resource-rockit-durst");
  const { stdout } = await scene.stack.pulumi(["package", "get-schema", launcher]);
  expect(JSON.parse(stdout)).toMatchObject({ name: "rockit-durst", version });
});
