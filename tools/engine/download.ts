// Downloads the official release with the SDK's installer.
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { networkEnvironment } from "../hermetic.mjs";
import { addEntry, type Entry, exe } from "./cache.ts";
import { engineVersion } from "./pins.ts";
import { reportProgress } from "./progress.ts";
import { runProgram } from "./run-program.ts";

/** A download without progress for this long is aborted. */
const stalledAfter = 10_000;

/** Rejects if the download fails. */
export function download(log: (line: string) => void, signal: AbortSignal): Promise<Entry> {
  return addEntry("download", async ({ entry, temporary }) => {
    const stalled = new AbortController();
    using _watch = watchGrowth([entry, temporary], () =>
      stalled.abort(new Error(`nothing arrived for ${stalledAfter / 1000} seconds`)),
    );
    using _progress = reportProgress(log, `downloading pulumi ${engineVersion}`);
    const lines: string[] = [];
    const exitCode = await runProgram({
      command: process.execPath,
      arguments: [join(import.meta.dirname, "install-release.ts"), entry, engineVersion],
      folder: temporary,
      environment: { ...networkEnvironment(), TMPDIR: temporary },
      onLine: (line) => line.trim() !== "" && lines.push(line.trim()),
      signal: AbortSignal.any([signal, stalled.signal]),
    });
    if (exitCode !== 0) throw new Error(lines.at(-1) ?? `the installer ended with exit code ${exitCode}`);
    for (const name of ["pulumi", "pulumi-language-nodejs"]) {
      if (!existsSync(join(entry, "bin", name + exe))) throw new Error(`the release has no ${name}`);
    }
  });
}

function watchGrowth(folders: string[], onStall: () => void): Disposable {
  let size = -1;
  let grown = Date.now();
  const timer = setInterval(async () => {
    const now = (await Promise.all(folders.map(sizeOf))).reduce((sum, bytes) => sum + bytes);
    if (now !== size) grown = Date.now();
    else if (Date.now() - grown >= stalledAfter) onStall();
    size = now;
  }, 1_000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

async function sizeOf(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (entry.isFile())
      total += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  }
  return total;
}
