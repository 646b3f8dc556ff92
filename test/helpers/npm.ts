import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa, type Options } from "execa";
import { networkEnvironment } from "../../tools/hermetic.mjs";

/** Settings that a person's configuration might override. */
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

/** `npm install <args>` in a folder, through the registry of the person who runs the tests. */
export const npmInstall = <const Given extends Options = object>(
  cwd: string,
  args: readonly string[],
  options?: Given,
) =>
  execa("npm", ["install", ...settings, ...args], { ...(options as Given), cwd, env: networkEnvironment() });

/**
 * Installs a package alone into a folder that is kept, unless its program there is of that version already. What the program says of its
 * version afterwards.
 */
export async function installOnce(
  folder: string,
  { spec, program, version }: { readonly spec: string; readonly program: string; readonly version: string },
  ...options: readonly string[]
): Promise<string> {
  const said = async () => (await execa(program, ["--version"], { reject: false })).stdout;
  if ((await said()) === version) return version;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await npmInstall(folder, [...options, spec]);
  return said();
}
