import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa, type Options } from "execa";
import { networkEnvironment } from "../../tools/hermetic.mjs";

/** Settings that a developer's npm configuration must not override. */
const settings = [
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
  "--loglevel=error",
  "--include=dev",
  "--include=optional",
  "--engine-strict=false",
  "--bin-links=true",
  "--global=false",
  "--dry-run=false",
];

/** `npm install <args>` in a folder, with the developer's registry. */
export const npmInstall = <const Given extends Options = object>(
  cwd: string,
  args: readonly string[],
  options?: Given,
) =>
  execa("npm", ["install", ...settings, ...args], { ...(options as Given), cwd, env: networkEnvironment() });

/**
 * Installs a package into a folder of its own, unless its program there already has the version. Returns the version that the program
 * prints afterwards.
 */
export async function installOnce(
  folder: string,
  { spec, program, version }: { readonly spec: string; readonly program: string; readonly version: string },
  ...options: readonly string[]
): Promise<string> {
  const installedVersion = async () => (await execa(program, ["--version"], { reject: false })).stdout;
  if ((await installedVersion()) === version) return version;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await npmInstall(folder, [...options, spec]);
  return installedVersion();
}
