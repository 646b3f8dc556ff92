/**
 * An S3-compatible server for the tests of the engine's S3 backend, in this order: `versitygw` on PATH, our cache, a build from
 * pinned Go modules. PULUMI_ROCKIT_DURST_ENGINE allows a build only if it allows one of the engine.
 */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import which from "which";
import { addFolder, cacheFolder, exe, s3ServerFolder } from "./cache.ts";
import { allowedSources, type EngineOptions } from "./engine.ts";
import { goBuild, whyNoGo } from "./go-build.ts";
import { interruptible } from "./interruption.ts";
import { locked } from "./lock.ts";
import { s3ServerModule, s3ServerPackage, s3ServerVersion } from "./pins.ts";

const program = `versitygw${exe}`;
const cached = () => join(s3ServerFolder(), program);
const find = () => which.sync(program, { nothrow: true }) ?? (existsSync(cached()) ? cached() : undefined);

/** Why there is no server and none can be built, for the name of a skipped test; builds nothing. */
export async function whyNoS3Server(): Promise<string | undefined> {
  if (find() !== undefined) return undefined;
  const reason = allowedSources().includes("build")
    ? await whyNoGo()
    : "PULUMI_ROCKIT_DURST_ENGINE rules out building one";
  return reason && `there is no versitygw and ${reason}`;
}

/** The program of the server. Takes milliseconds once there is one, minutes if it must be built. */
export async function ensureS3Server(options: EngineOptions = {}): Promise<string> {
  const print = options.log ?? console.error;
  const log = (line: string) => print(`engine: ${line}`);
  const found = find();
  if (found !== undefined) return found;
  await mkdir(cacheFolder(), { recursive: true });
  await interruptible((interrupted) =>
    locked(cacheFolder(), log, interrupted, async (signal) => {
      if (existsSync(cached())) return;
      log("building the S3 server of the tests from Go modules, which takes a few minutes the first time");
      await addFolder(s3ServerFolder(), ({ entry, temporary }) =>
        goBuild({
          name: `versitygw ${s3ServerVersion}`,
          module: s3ServerModule,
          command: s3ServerPackage,
          linker: "-s -w",
          output: join(entry, program),
          temporary,
          log,
          signal,
        }),
      );
    }),
  );
  return cached();
}
