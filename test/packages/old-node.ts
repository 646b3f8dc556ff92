import { join } from "node:path";
import { cacheFolder, exe } from "../../tools/engine/cache.ts";
import { installOnce } from "../helpers/npm.ts";

const platform = process.platform === "win32" ? "win" : process.platform;

/** A Node.js of this version, from its npm package; downloaded once and cached with the engines. */
export async function nodeOf(version: string): Promise<string> {
  const name = `node-${platform}-${process.arch}`;
  const folder = join(cacheFolder(), `${name}-${version}`);
  const binary = join(folder, "node_modules", name, process.platform === "win32" ? "" : "bin", `node${exe}`);
  const install = { spec: `${name}@${version}`, program: binary, version: `v${version}` };
  if ((await installOnce(folder, install, "--ignore-scripts")) !== install.version)
    throw new Error(`Node.js ${version} can't be had as ${name}`);
  return binary;
}
