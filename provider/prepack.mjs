// Runs before `npm pack` and `npm publish`: rebuilds the package, so that no file of an earlier build is packed, and copies
// LICENSE and README.md into it.
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const here = import.meta.dirname;
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

// Stamp of the repository's own build, which is no longer up to date.
rmSync(join(here, "../node_modules/.cache/rockit-durst/provider.built"), { force: true });
rmSync(join(here, "dist"), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, "-p", here], { stdio: "inherit" });
if (status !== 0) throw new Error("the provider does not compile: see the errors above");
for (const name of ["LICENSE", "README.md"]) cpSync(join(here, "..", name), join(here, name));
