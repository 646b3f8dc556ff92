import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "./engine.ts";
import { checkout, hostPackage } from "./pins.ts";

/**
 * What follows `--policy-pack` for the pack in `folder`. The last Node.js language host that is published as a Go module can't start packs, and an
 * engine that was built has that one. The engine takes an executable in the folder's place, which does what a newer host would.
 */
export function policyPack({ startsPolicyPacks }: Engine, folder: string): string {
  if (startsPolicyPacks) return folder;
  const name = createHash("sha256").update(launcher(folder)).digest("hex").slice(0, 16);
  const own = join(checkout, "node_modules", ".cache", "rockit-durst", "policy-packs", name);
  const file = join(own, "policy-pack");
  if (existsSync(file)) return file;
  mkdirSync(own, { recursive: true });
  // Another process may be starting it.
  const written = `${file}-${process.pid}`;
  writeFileSync(written, launcher(folder), { mode: 0o755 });
  renameSync(written, file);
  return file;
}

const launcher = (folder: string) => `#!/bin/sh
cd '${folder.replaceAll("'", "'\\''")}' || exit 1
script=$(node -p "require.resolve('@pulumi/pulumi/cmd/run-policy-pack')") || exit 1
exec node "$script" "$1" .
`;

/** Whether a language host is as old as that module: such a program carries its package's path, newer ones another. */
export const startsPolicyPacks = async (host: string): Promise<boolean> =>
  !(await readFile(host)).includes(hostPackage);
