// What is made once and kept in the cache, whole or not at all.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { addFolder, cacheFolder, type Staging } from "./cache.ts";
import { goBuild } from "./go-build.ts";
import { interruptible } from "./interruption.ts";
import { locked } from "./lock.ts";

/** Makes what `fill` puts into `staging.entry` the folder `folder` of the cache, unless it is there, also by another process meanwhile. Says whether it did. */
export async function fillOnce(
  folder: string,
  isThere: () => boolean | Promise<boolean>,
  log: (line: string) => void,
  fill: (staging: Staging, signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  if (await isThere()) return false;
  await mkdir(cacheFolder(), { recursive: true });
  return interruptible((interrupted) =>
    locked(cacheFolder(), log, interrupted, async (signal) => {
      if (await isThere()) return false;
      await addFolder(folder, (staging) => fill(staging, signal));
      return true;
    }),
  );
}

interface GoProgram {
  /** What it is, in a sentence. */
  readonly what: string;
  readonly version: string;
  /** Where it is kept, and the name of its file there. */
  readonly folder: string;
  readonly file: string;
  /** The folder of the go.mod that pins it, and the package with its `main`. */
  readonly module: string;
  readonly command: string;
}

/** The path of a Go program; it is built if it is not in the cache yet. */
export async function cachedGoProgram(
  { what, version, folder, file, module, command }: GoProgram,
  log: (line: string) => void,
): Promise<string> {
  const program = join(folder, file);
  await fillOnce(
    folder,
    () => existsSync(program),
    log,
    ({ entry, temporary }, signal) => {
      log(`building ${what} from Go modules, which takes a few minutes the first time`);
      const output = join(entry, file);
      return goBuild({
        name: `${what} ${version}`,
        module,
        command,
        linker: "-s -w",
        output,
        temporary,
        log,
        signal,
      });
    },
  );
  return program;
}
