import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a folder for all temporary files of this process and of those that it starts. A run that is killed removes nothing itself; whoever
 * started it removes the folder, and with it stacks, projects and repositories.
 */
export function useTemporaryFolder(prefix: string): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  return {
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
