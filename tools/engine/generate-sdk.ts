/**
 * SDKs of a package schema, for tests and examples in other languages. An engine that we did not build makes them
 * itself (`pulumi package gen-sdk`). The language hosts that can be built are too old for that; in their place stands a
 * small Go program over the engine's own generators, built once into the cache.
 */
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { addFolder, cacheFolder, exe, generatorFolder, isBuilt } from "./cache.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { goBuild } from "./go-build.ts";
import { interruptible } from "./interruption.ts";
import { locked } from "./lock.ts";
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

async function ensureGenerator(options: EngineOptions): Promise<string> {
  const print = options.log ?? console.error;
  const log = (line: string) => print(`engine: ${line}`);
  const binary = join(generatorFolder(), `generate-sdk${exe}`);
  if (existsSync(binary)) return binary;
  await mkdir(cacheFolder(), { recursive: true });
  await interruptible((interrupted) =>
    locked(cacheFolder(), log, interrupted, async (signal) => {
      if (existsSync(binary)) return;
      log("building the generator of SDKs from Go modules, which takes a few minutes the first time");
      await addFolder(generatorFolder(), ({ entry, temporary }) =>
        goBuild({
          name: `the generator of SDKs ${engineVersion}`,
          module: generatorModule,
          command: ".",
          linker: "-s -w",
          output: join(entry, `generate-sdk${exe}`),
          temporary,
          log,
          signal,
        }),
      );
    }),
  );
  return binary;
}
