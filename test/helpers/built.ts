import { execFileSync } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { beforeAll } from "vitest";

const root = resolve(import.meta.dirname, "../..");

interface Build {
  /** A file that the build makes. */
  readonly made: string;
  readonly sources: string;
  readonly command: readonly [string, ...string[]];
}

// In their order: the provider's command is compiled against the receivers' package.
const webhooks: Build = {
  made: "packages/webhooks/dist/cjs/index.js",
  sources: "packages/webhooks/{src/**/*.ts,build.mjs,tsconfig*.json}",
  command: ["packages/webhooks/build.mjs"],
};
const provider = (made: string): Build => ({
  made,
  sources: "provider/{*,!(dist|node_modules)/**/*}.{ts,mts}",
  command: ["node_modules/typescript/bin/tsc", "-p", "provider"],
});

function bring({ made, sources, command }: Build): void {
  const since = statSync(resolve(root, made), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (globSync(sources, { cwd: root }).every((source) => statSync(resolve(root, source)).mtimeMs < since))
    return;
  execFileSync(process.execPath, [...command], { cwd: root, encoding: "utf8" });
}

/** The path of a file that the provider's build makes; it is there before the tests. `npm test` has just built; whoever runs one file alone may not have. */
export function built(file: string): string {
  const path = resolve(root, "provider/dist", file);
  beforeAll(() => [webhooks, provider(path)].forEach(bring), 120_000);
  return path;
}

/** The package as programs load it: rows and settings with their first use, which only the build can. `npm test` has just built. */
export const builtPackage = (): typeof import("../../provider/index.ts") => load("index.js");

/** As `builtPackage`, on the types of the native plugin. */
export const builtNative = (): typeof import("../../provider/native.ts") => load("native.js");

const load = (file: string) => createRequire(import.meta.url)(resolve(root, "provider/dist", file));

/** Sees to it that the receivers' package is built before the tests. */
export function builtWebhooks(): void {
  beforeAll(() => bring(webhooks), 60_000);
}
