// Caches downloaded and built engines outside of the checkout. An entry is a folder that is renamed into
// place when complete.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, sep } from "node:path";
import envPaths from "env-paths";
import { EngineError } from "./engine-error.ts";
import { engineVersion, hostVersion, type Language, languagePins, s3ServerVersion } from "./pins.ts";

export type Kind = "download" | "build";

export interface Entry {
  kind: Kind;
  folder: string;
  version: string;
}

/** The cache folder, if this machine has a place for it. */
export function cacheFolderIfAny(): string | undefined {
  try {
    return cacheFolder();
  } catch {
    return undefined;
  }
}

/** The absolute path of the cache folder. Throws {@link EngineError}. */
export function cacheFolder(): string {
  const given = process.env["PULUMI_ROCKIT_DURST_CACHE"];
  if (given) {
    if (isAbsolute(given)) return given;
    throw new EngineError(`PULUMI_ROCKIT_DURST_CACHE is "${given}"; it must be an absolute path.`);
  }
  // The XDG standard requires relative paths to be ignored.
  const { XDG_CACHE_HOME: xdg } = process.env;
  if (xdg !== undefined && !isAbsolute(xdg)) delete process.env["XDG_CACHE_HOME"];
  const { cache } = envPaths("pulumi-rockit-durst", { suffix: "" });
  if (isAbsolute(cache)) return cache;
  throw new EngineError(
    "There is no home folder to keep the engine in (HOME is empty): set PULUMI_ROCKIT_DURST_CACHE to an absolute path.",
  );
}

const platform = `${process.platform}-${process.arch}`;
const names: Record<Kind, string> = {
  download: `pulumi-${engineVersion}-${platform}`,
  build: `pulumi-${engineVersion}-built-with-nodejs-${hostVersion}-${platform}`,
};
const stampName = "engine.json";
const stagingPrefix = `.unfinished-${platform}-`;

export const exe = process.platform === "win32" ? ".exe" : "";

/** The folder with the programs of an entry, as the Automation API expects it. */
export const binOf = (folder: string): string => join(folder, "bin");

export async function findEntry(kinds: readonly Kind[]): Promise<Entry | undefined> {
  for (const kind of kinds) {
    const folder = join(cacheFolder(), names[kind]);
    const version = await versionIn(join(folder, stampName));
    // Cache cleaners delete single files that were not used for a while.
    const needed = ["pulumi", "pulumi-language-nodejs"].map((name) => join(binOf(folder), `${name}${exe}`));
    if (version !== undefined && needed.every((file) => existsSync(file))) return { kind, folder, version };
  }
  return undefined;
}

/** Undefined if the stamp is missing or broken: the entry is then created again. */
async function versionIn(stamp: string): Promise<string | undefined> {
  try {
    const { version } = JSON.parse(await readFile(stamp, "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this tool built the engine `pulumi`. Language hosts may then be added to its folder. */
export function isBuilt(pulumi: string): boolean {
  const cache = cacheFolderIfAny();
  return cache !== undefined && pulumi.startsWith(join(cache, names.build) + sep);
}

/** The folder of a language host. It does not depend on the engine's version. */
export const languageHostFolder = (language: Language): string =>
  join(cacheFolder(), `pulumi-language-${language}-${languagePins[language].version}-${platform}`);

/** The folder of the SDK generator, see generate-sdk.ts. */
export const generatorFolder = (): string =>
  join(cacheFolder(), `pulumi-generate-sdk-${engineVersion}-${platform}`);

/** The folder of the S3 server, see s3-server.ts. */
export const s3ServerFolder = (): string => join(cacheFolder(), `versitygw-${s3ServerVersion}-${platform}`);

/** Adds what `fill` puts into `staging.entry` to the cache. Only the holder of the lock may call it. */
export async function addEntry(kind: Kind, fill: (staging: Staging) => Promise<void>): Promise<Entry> {
  const folder = join(cacheFolder(), names[kind]);
  await addFolder(folder, async (staging) => {
    await fill(staging);
    const stamp = { version: engineVersion, kind, made: new Date().toISOString() };
    await writeFile(join(staging.entry, stampName), JSON.stringify(stamp, undefined, 2));
  });
  return { kind, folder, version: engineVersion };
}

/** Folders on the cache's file system. */
export interface Staging {
  /** Becomes the new folder. */
  entry: string;
  /** For temporary files. */
  temporary: string;
}

/** Moves what `fill` puts into `staging.entry` to `folder`. Only the holder of the lock may call it. */
export async function addFolder(folder: string, fill: (staging: Staging) => Promise<void>): Promise<void> {
  await removeUnfinished();
  const root = await mkdtemp(join(cacheFolder(), stagingPrefix));
  const staging = { entry: join(root, "entry"), temporary: join(root, "tmp") };
  try {
    for (const each of Object.values(staging)) await mkdir(each);
    await fill(staging);
    await remove(folder);
    await mkdir(dirname(folder), { recursive: true });
    await rename(staging.entry, folder);
  } finally {
    await remove(root);
  }
}

/** Removes what killed processes left behind. */
async function removeUnfinished(): Promise<void> {
  const root = cacheFolder();
  for (const name of await readdir(root)) {
    if (name.startsWith(stagingPrefix)) await remove(join(root, name));
  }
}

const remove = (folder: string) =>
  rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
