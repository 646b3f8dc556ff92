import { execFileSync } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { beforeAll } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** The path of a file that the build makes; it is there before the tests. `npm test` has just built; whoever runs one file alone may not have. */
export function built(file: string): string {
  const path = resolve(root, "provider/dist", file);
  beforeAll(() => {
    const sources = globSync("provider/{*,!(dist|node_modules)/**/*}.{ts,mts}", { cwd: root });
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (sources.every((source) => statSync(resolve(root, source)).mtimeMs < since)) return;
    const tsc = resolve(root, "node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [tsc, "-p", "provider"], { cwd: root, encoding: "utf8" });
  }, 60_000);
  return path;
}

/** The package as programs load it: rows and settings with their first use, which only the build can. `npm test` has just built. */
export const builtPackage = (): typeof import("../../provider/index.ts") =>
  createRequire(import.meta.url)(resolve(root, "provider/dist/index.js"));
