import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { create } from "tar";
import { bundlePlugin } from "./bundle.ts";
import { noticesOf } from "./notices.ts";

const root = join(import.meta.dirname, "..", "..");
const executable = "pulumi-resource-rockit-durst";

/** Platforms, as Pulumi spells them in the names of archives. */
const platforms = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64"];

/** Starts the plugin on Windows. `%~dp0` is the folder of this file. */
export const windowsLauncher = `@node "%~dp0${executable}" %*\r\n`;

interface Manifest {
  readonly version: string;
  readonly [field: string]: unknown;
}

interface BuiltArchives {
  /** Paths of the archives. */
  readonly archives: readonly string[];
  /** Folders of the bundled libraries. */
  readonly libraries: readonly string[];
}

/**
 * Makes the archives for `pulumi plugin install`, one for each platform. All contain the same files, and one
 * more for Windows. The same sources produce the same bytes.
 */
export async function makeArchives(target: string): Promise<BuiltArchives> {
  const folder = await mkdtemp(join(tmpdir(), "rockit-durst-plugin-"));
  try {
    const { version, libraries } = await stage(folder);
    const staged = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = staged
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
      .toSorted();
    await mkdir(target, { recursive: true });
    const archives: string[] = [];
    for (const platform of platforms) {
      const file = join(target, `${executable}-v${version}-${platform}.tar.gz`);
      const ofOne = files.filter((name) => platform.startsWith("windows") || !name.endsWith(".cmd"));
      await create({ file, cwd: folder, gzip: { level: 9 }, portable: true, mtime: new Date(0) }, ofOne);
      archives.push(file);
    }
    return { archives, libraries };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Puts the files of all archives into a folder. Returns their version, and the folders of the bundled
 * libraries.
 */
async function stage(folder: string) {
  const provider = join(root, "provider");
  const manifest = JSON.parse(await readFile(join(provider, "package.json"), "utf8")) as Manifest;
  const libraries = await bundlePlugin(join(folder, "dist"));
  await copyFile(join(provider, "bin", executable), join(folder, executable));
  await chmod(join(folder, executable), 0o755);
  await writeFile(join(folder, `${executable}.cmd`), windowsLauncher);
  await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
  await writeFile(join(folder, "THIRD-PARTY-LICENSES"), await noticesOf(libraries));
  const names = ["name", "version", "description", "license", "repository", "type", "engines"];
  const kept = Object.fromEntries(names.map((name) => [name, manifest[name]]));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(kept, undefined, 2)}\n`);
  await copyFile(join(provider, "schema.json"), join(folder, "schema.json"));
  return { version: manifest.version, libraries };
}
