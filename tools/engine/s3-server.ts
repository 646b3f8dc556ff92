/**
 * An S3-compatible server for tests of the engine's S3 backend. In this order: `versitygw` on PATH, in the
 * cache, or built from pinned Go modules. PULUMI_ROCKIT_DURST_ENGINE allows a build only if it allows a build
 * of the engine.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import which from "which";
import { exe, s3ServerFolder } from "./cache.ts";
import { allowedSources, type EngineOptions } from "./engine.ts";
import { cachedGoProgram } from "./fill-once.ts";
import { whyNoGo } from "./go-build.ts";
import { s3ServerModule, s3ServerPackage, s3ServerVersion } from "./pins.ts";

const program = `versitygw${exe}`;
const cached = () => join(s3ServerFolder(), program);
const find = () => which.sync(program, { nothrow: true }) ?? (existsSync(cached()) ? cached() : undefined);

/** Why there is no server and none can be built, for the name of a skipped test. */
export async function whyNoS3Server(): Promise<string | undefined> {
  if (find() !== undefined) return undefined;
  const reason = allowedSources().includes("build")
    ? await whyNoGo()
    : "PULUMI_ROCKIT_DURST_ENGINE does not allow a build";
  return reason && `there is no versitygw, and ${reason}`;
}

/** The path of the server. Takes milliseconds, or minutes if it must be built. */
export async function ensureS3Server(options: EngineOptions = {}): Promise<string> {
  const print = options.log ?? console.error;
  const log = (line: string) => print(`engine: ${line}`);
  const found = find();
  if (found !== undefined) return found;
  const [folder, module] = [s3ServerFolder(), s3ServerModule];
  const [version, command] = [s3ServerVersion, s3ServerPackage];
  return cachedGoProgram({ what: "versitygw", version, folder, file: program, module, command }, log);
}
