/**
 * Finds the Pulumi CLI for the tests and the demo, or downloads or builds it on the first run. In this order:
 * a usable `pulumi` on PATH, the cache, the official download, a build from pinned Go modules.
 *
 * - `PULUMI_ROCKIT_DURST_ENGINE=path|cache|download|build` allows only this source.
 * - `PULUMI_ROCKIT_DURST_CACHE=FOLDER` sets the cache folder. Default: the platform's cache folder.
 */
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { enterHermetic } from "../hermetic.mjs";
import { binOf, cacheFolder, type Entry, exe, findEntry, type Kind } from "./cache.ts";
import { withCacheLock } from "./cache-lock.ts";
import { download } from "./download.ts";
import { EngineError, reasonOf } from "./engine-error.ts";
import { engineEnvironment } from "./environment.ts";
import { build, whyNoGo } from "./go-build.ts";
import { interruptible } from "./interruption.ts";
import { findOnPath, type Installed } from "./on-path.ts";
import { engineVersion, goVersion } from "./pins.ts";

export { EngineError } from "./engine-error.ts";

/** Plain data: the test runner's main process passes it to its workers. */
export interface Engine {
  /** Without a leading `v`. */
  version: string;
  origin: "path" | "cache" | "download" | "go build";
  /** The path of the CLI, which has a Node.js language host. */
  pulumi: string;
  /**
   * Environment additions for `pulumi`. The caller adds PULUMI_HOME, PULUMI_BACKEND_URL,
   * PULUMI_CONFIG_PASSPHRASE.
   */
  projectEnvironment: Record<string, string>;
  /** Whether `pulumi` accepts the folder of a policy pack; otherwise see policy-pack.ts. */
  startsPolicyPacks: boolean;
  /** The folder for `PulumiCommand.get({ root })`. */
  root: string;
}

export interface EngineOptions {
  /** Prints progress, and the chosen engine in the last line. Default: stderr. */
  log?: (line: string) => void;
}

type Source = "path" | "cache" | "download" | "build";
const sources: readonly Source[] = ["path", "cache", "download", "build"];

/**
 * Makes the environment of this process hermetic, then finds or prepares an engine. Takes milliseconds, or
 * minutes if the engine must be built. Throws {@link EngineError}.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
  enterHermetic();
  const print = options.log ?? console.error;
  const log = (line: string) => print(`engine: ${line}`);
  const allowed = allowedSources();
  const engine = await choose(allowed, log).catch((thrown: unknown) => {
    if (thrown instanceof EngineError) throw thrown;
    throw new EngineError(`The Pulumi CLI could not be prepared in ${cacheFolder()}: ${reasonOf(thrown)}`, {
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

/** The sources that PULUMI_ROCKIT_DURST_ENGINE allows. */
export function allowedSources(): readonly Source[] {
  const wish = process.env["PULUMI_ROCKIT_DURST_ENGINE"];
  if (!wish) return sources;
  const source = sources.find((known) => known === wish);
  if (source === undefined) {
    throw new EngineError(`PULUMI_ROCKIT_DURST_ENGINE is "${wish}"; use one of ${sources.join(", ")}.`);
  }
  return [source];
}

async function choose(allowed: readonly Source[], log: (line: string) => void): Promise<Engine> {
  const installed = allowed.includes("path") ? await findOnPath(log) : undefined;
  if (installed !== undefined) return fromPath(installed);

  // A forced download or build uses the cache too.
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
    withCacheLock(cacheFolder(), log, interrupted, async (signal) => {
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

      if (!allowed.includes("build")) throw nothing("PULUMI_ROCKIT_DURST_ENGINE does not allow a build");
      const lack = await whyNoGo();
      if (lack !== undefined) throw nothing(lack, `or Go ${goVersion} or newer`);
      log(`building pulumi ${engineVersion} from Go modules, which takes a few minutes on the first run`);
      try {
        return fromEntry(await build(log, signal), "go build");
      } catch (thrown) {
        signal.throwIfAborted();
        const reason = reasonOf(thrown);
        throw nothing(
          /no space left|ENOSPC/.test(reason)
            ? `${reason}; free space in ${cacheFolder()} and in Go's own cache (go env GOCACHE)`
            : reason,
        );
      }
    }),
  );
}

const nothing = (reason: string, alternative = "") =>
  new EngineError(
    `There is no Pulumi CLI, and ${reason}: install the Pulumi CLI (pulumi.com/docs/install) ${alternative}`.trimEnd() +
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
