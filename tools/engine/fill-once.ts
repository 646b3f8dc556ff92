// Creates folders of the cache once, completely or not at all.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { addFolder, cacheFolder, type Staging } from "./cache.ts";
import { withCacheLock } from "./cache-lock.ts";
import { goBuild } from "./go-build.ts";
import { interruptible } from "./interruption.ts";

/**
 * Creates a folder of the cache with `fill`, unless it exists. Another process may create it meanwhile.
 * Returns whether this call created it.
 */
export async function fillOnce(
  folder: string,
  isThere: () => boolean | Promise<boolean>,
  log: (line: string) => void,
  fill: (staging: Staging, signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  if (await isThere()) return false;
  await mkdir(cacheFolder(), { recursive: true });
  return interruptible((interrupted) =>
    withCacheLock(cacheFolder(), log, interrupted, async (signal) => {
      if (await isThere()) return false;
      await addFolder(folder, (staging) => fill(staging, signal));
      return true;
    }),
  );
}

interface GoProgram {
  /** Its name in messages. */
  readonly what: string;
  readonly version: string;
  /** Its folder in the cache, and its file there. */
  readonly folder: string;
  readonly file: string;
  /** The folder of the go.mod that pins it, and the package with its `main`. */
  readonly module: string;
  readonly command: string;
}

/** The path of a Go program, which is built if it is not cached. */
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
      log(`building ${what} from Go modules, which takes a few minutes on the first run`);
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
