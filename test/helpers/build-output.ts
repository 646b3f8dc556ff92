import { createRequire } from "node:module";
import { resolve } from "node:path";
import { buildPackages } from "../../tools/build.ts";

const root = resolve(import.meta.dirname, "../..");

/** The path of a file of the provider's build. First builds packages whose sources changed. */
export async function ensureBuilt(file: string): Promise<string> {
  if (!(await buildPackages(["webhooks", "provider"])))
    throw new Error("the packages do not build: the compiler's words are above");
  return resolve(root, "provider/dist", file);
}

/** The built package. Unlike the sources it loads rows and settings at their first use, as in a program. */
export const loadBuiltPackage = (): Promise<typeof import("../../provider/index.ts")> => load("index.js");

/** As `loadBuiltPackage`, with the classes of the native plugin. */
export const loadBuiltNative = (): Promise<typeof import("../../provider/native.ts")> => load("native.js");

const load = async (file: string) => createRequire(import.meta.url)(await ensureBuilt(file));
