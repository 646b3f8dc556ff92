import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a folder for all temporary files of this process and of those that it starts. A run that is killed removes nothing itself; whoever
 * started it removes the folder, and with it stacks, projects and repositories.
 */
export function useTemporaryFolder(prefix: string): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // The PostgreSQL of tests that run as root has another account, which must reach its own folder in this one.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  return {
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
