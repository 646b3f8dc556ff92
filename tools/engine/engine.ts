/**
 * A real Pulumi engine for the tests and the demo, found or made. In this order: a usable `pulumi` on PATH, our cache,
 * the official download, a build from pinned Go modules.
 *
 * - `PULUMI_ROCKIT_DURST_ENGINE=path|cache|download|build` allows only that one.
 * - `PULUMI_ROCKIT_DURST_CACHE=FOLDER` keeps the cache there instead of in the platform's cache folder.
 */
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { enterHermetic } from "../hermetic.mjs";
import { binOf, cacheFolder, type Entry, exe, findEntry, type Kind } from "./cache.ts";
import { download } from "./download.ts";
import { engineEnvironment } from "./environment.ts";
import { EngineError, reasonOf } from "./failure.ts";
import { build, whyNoGo } from "./go-build.ts";
import { interruptible } from "./interruption.ts";
import { locked } from "./lock.ts";
import { findOnPath, type Installed } from "./on-path.ts";
import { engineVersion, goVersion } from "./pins.ts";

export { EngineError } from "./failure.ts";

/** Plain data: it may be handed from a test runner's main process to its workers. */
export interface Engine {
  /** Without a leading `v`. */
  version: string;
  origin: "path" | "cache" | "download" | "go build";
  /** The binary that runs a project folder, with a Node.js language host. */
  pulumi: string;
  /** Environment additions for `pulumi`. The caller adds PULUMI_HOME, PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE. */
  projectEnvironment: Record<string, string>;
  /** Whether `pulumi` takes a policy pack's folder; policy-pack.ts knows what it takes otherwise. */
  startsPolicyPacks: boolean;
  /** What `PulumiCommand.get({ root })` wants. */
  root: string;
}

export interface EngineOptions {
  /** Gets progress and, as the last line, which engine was chosen. Default: stderr. */
  log?: (line: string) => void;
}

type Source = "path" | "cache" | "download" | "build";
const sources: readonly Source[] = ["path", "cache", "download", "build"];

/**
 * Makes this process's environment hermetic, which all that it starts inherits. Takes milliseconds once there is an engine, minutes if one must be
 * built. Throws {@link EngineError}.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
  enterHermetic();
  const print = options.log ?? console.error;
  const log = (line: string) => print(`engine: ${line}`);
  const allowed = allowedSources();
  const engine = await choose(allowed, log).catch((thrown: unknown) => {
    if (thrown instanceof EngineError) throw thrown;
    throw new EngineError(`No engine could be prepared in ${cacheFolder()}: ${reasonOf(thrown)}`, {
      cause: thrown,
    });
  });
  log(`pulumi ${engine.version} (${origins[engine.origin]}) at ${engine.pulumi}`);
  return engine;
}

const origins: Record<Engine["origin"], string> = {
  path: "found on PATH",
  cache: "from the cache",
  download: "official download, now cached",
  "go build": "built from Go modules, now cached",
};

/** What PULUMI_ROCKIT_DURST_ENGINE leaves. */
export function allowedSources(): readonly Source[] {
  const wish = process.env["PULUMI_ROCKIT_DURST_ENGINE"];
  if (!wish) return sources;
  const source = sources.find((known) => known === wish);
  if (source === undefined) {
    throw new EngineError(`PULUMI_ROCKIT_DURST_ENGINE is "${wish}"; it may be ${sources.join(", ")}.`);
  }
  return [source];
}

async function choose(allowed: readonly Source[], log: (line: string) => void): Promise<Engine> {
  const installed = allowed.includes("path") ? await findOnPath(log) : undefined;
  if (installed !== undefined) return fromPath(installed);

  // A forced download or build still is not repeated.
  const kinds = (["download", "build"] as const).filter(
    (kind) => allowed.includes("cache") || allowed.includes(kind),
  );
  const cached = await findEntry(kinds);
  if (cached !== undefined) return fromEntry(cached, "cache");

  return await make(allowed, kinds, log);
}

async function make(
  allowed: readonly Source[],
  kinds: readonly Kind[],
  log: (line: string) => void,
): Promise<Engine> {
  await mkdir(cacheFolder(), { recursive: true });
  return interruptible((interrupted) =>
    locked(cacheFolder(), log, interrupted, async (signal) => {
      const cached = await findEntry(kinds);
      if (cached !== undefined) return fromEntry(cached, "cache");

      if (allowed.includes("download")) {
        try {
          return fromEntry(await download(log, signal), "download");
        } catch (thrown) {
          signal.throwIfAborted();
          log(`the official download of pulumi ${engineVersion} failed (${reasonOf(thrown)})`);
        }
      }

      if (!allowed.includes("build")) throw nothing("PULUMI_ROCKIT_DURST_ENGINE rules out building one");
      const lack = await whyNoGo();
      if (lack !== undefined) throw nothing(lack, `or Go ${goVersion} or newer`);
      log(`building pulumi ${engineVersion} from Go modules, which takes a few minutes the first time`);
      try {
        return fromEntry(await build(log, signal), "go build");
      } catch (thrown) {
        signal.throwIfAborted();
        const reason = reasonOf(thrown);
        throw nothing(
          /no space left|ENOSPC/.test(reason)
            ? `${reason}; it is kept in ${cacheFolder()}, and Go compiles in its own cache (go env GOCACHE)`
            : reason,
        );
      }
    }),
  );
}

const nothing = (reason: string, alternative = "") =>
  new EngineError(
    `There is no Pulumi engine and ${reason}: install the Pulumi CLI (pulumi.com/docs/install) ${alternative}`.trimEnd() +
      ", then run the command again.",
  );

const fromPath = (installed: Installed): Engine => ({
  ...installed,
  origin: "path",
  projectEnvironment: engineEnvironment(dirname(installed.pulumi)),
});

function fromEntry({ kind, folder, version }: Entry, origin: Engine["origin"]): Engine {
  const bin = binOf(folder);
  return {
    version,
    origin,
    pulumi: join(bin, `pulumi${exe}`),
    projectEnvironment: engineEnvironment(bin),
    startsPolicyPacks: kind === "download",
    root: folder,
  };
}
