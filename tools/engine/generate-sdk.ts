/**
 * SDKs of a package schema, for tests and examples in other languages. An engine that we did not build makes them
 * itself (`pulumi package gen-sdk`). The language hosts that can be built are too old for that; in their place stands a
 * small Go program over the engine's own generators, built once into the cache.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { exe, generatorFolder, isBuilt } from "./cache.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { cachedGoProgram } from "./fill-once.ts";
import { engineVersion, generatorModule } from "./pins.ts";

/** Languages whose SDKs can be generated on every engine. */
export type SdkLanguage = "python" | "go" | "nodejs";

/** Where the files of an SDK lie, in a folder that it was generated into; what was there before is removed. */
export async function generateSdk(
  engine: Engine,
  schemaFile: string,
  language: SdkLanguage,
  folder: string,
  options: EngineOptions = {},
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  if (isBuilt(engine.pulumi)) {
    await execa(await ensureGenerator(options), [schemaFile, language, folder]);
    return folder;
  }
  await execa(
    engine.pulumi,
    ["package", "gen-sdk", schemaFile, "--local", "--language", language, "--out", folder],
    { env: engine.projectEnvironment },
  );
  return existsSync(join(folder, language)) ? join(folder, language) : folder;
}

function ensureGenerator(options: EngineOptions): Promise<string> {
  const print = options.log ?? console.error;
  return cachedGoProgram(
    {
      what: "the generator of SDKs",
      version: engineVersion,
      folder: generatorFolder(),
      file: `generate-sdk${exe}`,
      module: generatorModule,
      command: ".",
    },
    (line) => print(`engine: ${line}`),
  );
}
