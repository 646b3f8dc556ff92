// The last Node.js language host that is published as a Go module runs programs well but cannot start plugins: policy
// packs fail wherever it is found. Without any language host the engine starts them with the script in launchers/, and
// programs run inline. Hence a second folder, in which the engine finds no language host beside itself.
import { chmod, copyFile, link, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { exe } from "./cache.ts";
import { checkout, hostPackage } from "./pins.ts";

/** Puts the engine `pulumi` into the folder `bin`, not as a symbolic link: the engine looks beside the real file. */
export async function addHostless(pulumi: string, bin: string): Promise<void> {
  await mkdir(bin, { recursive: true });
  const own = join(bin, `pulumi${exe}`);
  // Not every pair of places can have hard links.
  await link(pulumi, own).catch(() => copyFile(pulumi, own));
  await addDynamicLauncher(bin);
}

/**
 * The SDK's script that starts dynamic providers. A release has it beside `pulumi`; found elsewhere on PATH the engine
 * warns about it in every update.
 */
export async function addDynamicLauncher(bin: string): Promise<void> {
  for (const name of ["pulumi-resource-pulumi-nodejs", "pulumi-resource-pulumi-nodejs.cmd"]) {
    await copyFile(join(checkout, "node_modules", "@pulumi", "pulumi", name), join(bin, name));
    await chmod(join(bin, name), 0o755);
  }
}

/** Whether a language host is as old as that module: such a program carries its package's path, newer ones another. */
export async function cannotStartPlugins(host: string): Promise<boolean> {
  return (await readFile(host)).includes(hostPackage);
}
