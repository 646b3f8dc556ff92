import { createRequire } from "node:module";
import { resolve } from "node:path";
import { buildPackages } from "../../tools/build.ts";

const root = resolve(import.meta.dirname, "../..");

/** The path of a file that the provider's build makes. Builds first what changed since: whoever runs one file alone may not have. */
export async function ensureBuilt(file: string): Promise<string> {
  if (!(await buildPackages(["webhooks", "provider"])))
    throw new Error("the packages do not build: the compiler's words are above");
  return resolve(root, "provider/dist", file);
}

/** The package as programs load it: rows and settings with their first use, which only the build can. */
export const loadBuiltPackage = (): Promise<typeof import("../../provider/index.ts")> => load("index.js");

/** As `loadBuiltPackage`, on the types of the native plugin. */
export const loadBuiltNative = (): Promise<typeof import("../../provider/native.ts")> => load("native.js");

const load = async (file: string) => createRequire(import.meta.url)(await ensureBuilt(file));
