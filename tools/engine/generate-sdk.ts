/**
 * Generates SDKs from a package schema, for tests and examples in other languages. A released engine does
 * this itself (`pulumi package gen-sdk`). The language hosts that can be built are too old for it, so a small
 * Go program calls the engine's generators. It is built once and cached.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { exe, generatorFolder, isBuilt } from "./cache.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { cachedGoProgram } from "./fill-once.ts";
import { engineVersion, generatorModule } from "./pins.ts";

/** Languages whose SDKs every engine can generate. */
export type SdkLanguage = "python" | "go" | "nodejs";

/** Generates an SDK into a folder, which is emptied first. Returns the folder of its files. */
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
      what: "the SDK generator",
      version: engineVersion,
      folder: generatorFolder(),
      file: `generate-sdk${exe}`,
      module: generatorModule,
      command: ".",
    },
    (line) => print(`engine: ${line}`),
  );
}
