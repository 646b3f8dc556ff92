import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheFolder, exe } from "../../tools/engine/cache.ts";
import { npmInstall } from "../helpers/npm.ts";

const platform = process.platform === "win32" ? "win" : process.platform;

/** The Node.js of a version, which npm has as a package; downloaded once and kept with our engines. */
export async function nodeOf(version: string): Promise<string> {
  const name = `node-${platform}-${process.arch}`;
  const folder = join(cacheFolder(), `${name}-${version}`);
  const binary = join(folder, "node_modules", name, process.platform === "win32" ? "" : "bin", `node${exe}`);
  const said = async () => (await execa(binary, ["--version"], { reject: false })).stdout;
  if ((await said()) === `v${version}`) return binary;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await npmInstall(folder, ["--ignore-scripts", `${name}@${version}`]);
  if ((await said()) !== `v${version}`) throw new Error(`Node.js ${version} can't be had as ${name}`);
  return binary;
}
