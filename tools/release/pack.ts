import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { networkEnvironment } from "../hermetic.mjs";
import { packageFolders, root } from "./packages.ts";

/** A packed package, as in packages.json for publish.mjs. */
export interface Packed {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** Packs the packages into `target`, in the order of publishing. */
export async function packPackages(target: string): Promise<Packed[]> {
  const all: Packed[] = [];
  for (const folder of packageFolders) {
    const { stdout } = await execa({
      cwd: join(root, folder),
      env: networkEnvironment(),
      stderr: "inherit",
    })`npm pack --json --silent --ignore-scripts=false --dry-run=false --pack-destination ${target}`;
    // The output of npm's scripts comes first.
    const [{ filename, name, version, integrity }] = JSON.parse(stdout.slice(stdout.indexOf("[\n")));
    all.push({ file: filename, name, version, integrity });
  }
  await writeFile(join(target, "packages.json"), `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}

/** The checksums of the files, in the format of `sha256sum --check`. */
export async function checksumsOf(files: readonly string[]): Promise<string> {
  const lines = files.toSorted().map(
    async (file) =>
      `${createHash("sha256")
        .update(await readFile(file))
        .digest("hex")}  ${basename(file)}\n`,
  );
  return (await Promise.all(lines)).join("");
}
