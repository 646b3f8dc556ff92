// Engines that were downloaded or built, kept outside the checkout. An entry is a folder that is renamed into place
// whole, so one that is there is complete.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import envPaths from "env-paths";
import { engineVersion, hostVersion } from "./pins.ts";

export type Kind = "download" | "build";

export interface Entry {
  kind: Kind;
  folder: string;
  version: string;
}

export const cacheFolder = (): string =>
  process.env["PULUMI_ROCKIT_DURST_CACHE"] || envPaths("pulumi-rockit-durst", { suffix: "" }).cache;

const platform = `${process.platform}-${process.arch}`;
const names: Record<Kind, string> = {
  download: `pulumi-${engineVersion}-${platform}`,
  build: `pulumi-${engineVersion}-nodejs-${hostVersion}-${platform}`,
};
const stampName = "engine.json";
const stagingPrefix = `.unfinished-${platform}-`;

export const exe = process.platform === "win32" ? ".exe" : "";

/** A download is one folder; a build has one for project folders and one for inline programs (see go-build.ts). */
export const projectRoot = (kind: Kind, folder: string): string =>
  kind === "download" ? folder : join(folder, "project");
export const inlineRoot = (kind: Kind, folder: string): string =>
  kind === "download" ? folder : join(folder, "inline");

export async function findEntry(kinds: readonly Kind[]): Promise<Entry | undefined> {
  for (const kind of kinds) {
    const folder = join(cacheFolder(), names[kind]);
    const stamp = await readFile(join(folder, stampName), "utf8").catch(() => undefined);
    // Cache cleaners delete single files that were not used for long.
    const whole = [projectRoot, inlineRoot].every((root) =>
      existsSync(join(root(kind, folder), "bin", `pulumi${exe}`)),
    );
    if (stamp !== undefined && whole) return { kind, folder, version: JSON.parse(stamp).version };
  }
  return undefined;
}

/** Fills a new folder with `fill` and makes it the cache's entry. Only the holder of the lock may call it. */
export async function addEntry(kind: Kind, fill: (staging: string) => Promise<void>): Promise<Entry> {
  const root = cacheFolder();
  await removeUnfinished();
  const staging = await mkdtemp(join(root, stagingPrefix));
  const entry = join(staging, "entry");
  const temporary = join(staging, "tmp");
  try {
    await mkdir(entry);
    await mkdir(temporary);
    await fill(staging);
    const stamp = { version: engineVersion, kind, made: new Date().toISOString() };
    await writeFile(join(entry, stampName), JSON.stringify(stamp, undefined, 2));
    const folder = join(root, names[kind]);
    await remove(folder);
    await rename(entry, folder);
    return { kind, folder, version: engineVersion };
  } finally {
    await remove(staging);
  }
}

/** What killed processes left behind. */
async function removeUnfinished(): Promise<void> {
  const root = cacheFolder();
  for (const name of await readdir(root)) {
    if (name.startsWith(stagingPrefix)) await remove(join(root, name));
  }
}

const remove = (folder: string) =>
  rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
