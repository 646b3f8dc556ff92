// The launcher keeps compiled code beside the code.
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";

const launcher = join("bin", "pulumi-resource-rockit-durst");
const provider = join(import.meta.dirname, "..", "..", "..", "provider");

let packageFolder: string;
beforeEach(async () => {
  packageFolder = await mkdtemp(join(tmpdir(), "rockit-durst-launcher-"));
  for (const file of [launcher, "package.json"]) await cp(join(provider, file), join(packageFolder, file));
  await mkdir(join(packageFolder, "dist"));
  const plugin = `exports.run = () => { console.log("runs"); require("node:module").flushCompileCache(); };\n`;
  await writeFile(join(packageFolder, "dist", "plugin.js"), plugin);
});
afterEach(() => rm(packageFolder, { recursive: true }));

const start = async () => (await execa(process.execPath, [join(packageFolder, launcher)])).stdout;

test("the first start fills the cache", async () => {
  expect(await start()).toBe("runs");
  const [version = ""] = await readdir(join(packageFolder, ".cache"));
  expect(await readdir(join(packageFolder, ".cache", version))).not.toEqual([]);
});

test("the plugin starts without the cache if the cache can't be written", async () => {
  await writeFile(join(packageFolder, ".cache"), "a file where the folder would be");
  expect(await start()).toBe("runs");
});
