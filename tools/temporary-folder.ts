import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Creates a folder for all temporary files of this process and its child processes. A killed child removes
 * nothing itself: removing the folder removes its stacks, projects and repositories.
 */
export function useTemporaryFolder(prefix: string): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // If tests run as root, PostgreSQL runs under another account, which must reach its subfolder.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  return {
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
