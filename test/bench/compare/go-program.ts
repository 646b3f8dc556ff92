// Builds a Go program that a contestant needs from its pinned module, in the cache of the engine.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheFolder, exe } from "../../../tools/engine/cache.ts";
import { EngineError, reasonOf } from "../../../tools/engine/engine-error.ts";
import { cachedGoProgram } from "../../../tools/engine/fill-once.ts";
import { whyNoGo } from "../../../tools/engine/go-build.ts";
import { UnavailableError } from "./contestant.ts";

export interface GoProgram {
  /** The name of its folder in go-modules/ and of its binary. */
  readonly name: string;
  /** The package with its `main`, which is the root of its module. */
  readonly module: string;
  readonly version: string;
}

/** The program that `go-modules/<name>` builds; its go.mod pins the version. */
export function goProgram(name: string): GoProgram {
  const file = join(moduleFolder(name), "go.mod");
  const text = readFileSync(file, "utf8");
  const module = /^tool (\S+)$/m.exec(text)?.[1];
  const version = text
    .split("\n")
    .map((line) => line.trim().split(" "))
    .find(([first]) => first === module)?.[1];
  if (module === undefined || version === undefined) throw new Error(`${file} pins no tool`);
  return { name, module, version: version.replace(/^v/, "") };
}

/** Returns the folder with the binary, and builds it if needed. Throws {@link UnavailableError} if it can't be built here. */
export async function folderOf(program: GoProgram): Promise<string> {
  const { name, module, version } = program;
  const folder = join(cacheFolder(), `${name}-${version}-${process.platform}-${process.arch}`);
  const file = `${name}${exe}`;
  if (existsSync(join(folder, file))) return folder;
  const reason = await whyNoGo();
  if (reason !== undefined) throw new UnavailableError(`${name} is not here, and ${reason}.`);
  try {
    const where = { folder, file, module: moduleFolder(name), command: module };
    await cachedGoProgram({ what: basename(module), version, ...where }, (line) =>
      console.error(`${name}: ${line}`),
    );
  } catch (thrown) {
    // Interrupted, or without the lock.
    if (thrown instanceof EngineError) throw thrown;
    throw new UnavailableError(`There is no ${name}: ${reasonOf(thrown)}.`);
  }
  return folder;
}

const moduleFolder = (name: string) => join(import.meta.dirname, "..", "go-modules", name);
