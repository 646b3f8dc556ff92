import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "./engine.ts";
import { checkout, hostPackage } from "./pins.ts";

/**
 * The argument of `--policy-pack` for the pack in `folder`. An engine that was built has an old Node.js
 * language host, which can't start packs. The engine also accepts an executable, which starts the pack like a
 * newer host.
 */
export function policyPack({ startsPolicyPacks }: Engine, folder: string): string {
  if (startsPolicyPacks) return folder;
  const name = createHash("sha256").update(launcher(folder)).digest("hex").slice(0, 16);
  const own = join(checkout, "node_modules", ".cache", "rockit-durst", "policy-packs", name);
  const file = join(own, "policy-pack");
  if (existsSync(file)) return file;
  mkdirSync(own, { recursive: true });
  // Another process may be starting the file.
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

/** Whether a language host is new enough to start packs: old ones contain this package path. */
export const startsPolicyPacks = async (host: string): Promise<boolean> =>
  !(await readFile(host)).includes(hostPackage);
