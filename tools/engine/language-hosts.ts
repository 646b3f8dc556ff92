/**
 * Language hosts other than Node.js, for tests and examples. In this order: a host next to the engine's
 * `pulumi` (releases contain all hosts), on PATH, in the cache, or built from pinned Go modules on first use.
 * PULUMI_ROCKIT_DURST_ENGINE allows such builds only if it allows a build of the engine.
 *
 * The Python and Go hosts that can be built are old. They run programs, but ignore `runtime.options` (put a
 * virtual environment's `bin` first on PATH instead) and can't generate SDKs (`pulumi package gen-sdk`,
 * `pulumi package add`).
 */
import { existsSync, realpathSync } from "node:fs";
import { chmod, copyFile, link, rm, stat } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import which from "which";
import { exe, isBuilt, languageHostFolder, type Staging } from "./cache.ts";
import { allowedSources, type Engine, type EngineOptions } from "./engine.ts";
import { EngineError, reasonOf } from "./engine-error.ts";
import { basePath } from "./environment.ts";
import { fillOnce } from "./fill-once.ts";
import { goBuild, moduleSource, whyNoGo } from "./go-build.ts";
import { type Language, languagePins } from "./pins.ts";

/** Plain data, like {@link Engine}. */
export interface LanguageHost {
  origin: "beside the engine" | "path" | "cache" | "go build";
  binary: string;
  /** Overrides the engine's environment: `{ ...engine.projectEnvironment, ...host.environment }`. */
  environment: Record<string, string>;
}

/** Takes milliseconds, or minutes if the host must be built. Throws {@link EngineError}. */
export async function ensureLanguageHost(
  engine: Engine,
  language: Language,
  options: EngineOptions = {},
): Promise<LanguageHost> {
  const print = options.log ?? console.error;
  const log = (line: string) => print(`engine: ${line}`);
  const host = (await findLanguageHost(engine, language)) ?? (await make(engine, language, log));
  log(`${languagePins[language].name} language host (${origins[host.origin]}) at ${host.binary}`);
  return host;
}

const origins: Record<LanguageHost["origin"], string> = {
  "beside the engine": "beside the engine",
  path: "found on PATH",
  cache: "from the cache",
  "go build": "built from Go modules, now cached",
};

/**
 * Why there is no host and none can be built, for the name of a skipped test; undefined if there is a host or
 * Go.
 */
export async function whyNoLanguageHost(engine: Engine, language: Language): Promise<string | undefined> {
  if ((await findLanguageHost(engine, language)) !== undefined) return undefined;
  const reason = await whyNoBuild();
  return reason && `there is no ${languagePins[language].name} language host, and ${reason}`;
}

const whyNoBuild = async (): Promise<string | undefined> =>
  allowedSources().includes("build") ? await whyNoGo() : "PULUMI_ROCKIT_DURST_ENGINE does not allow a build";

async function findLanguageHost(engine: Engine, language: Language): Promise<LanguageHost | undefined> {
  const name = `pulumi-language-${language}${exe}`;
  // A host next to an engine from the cache may be older than the pinned version.
  if (!isBuilt(engine.pulumi)) {
    const folders = [engine.pulumi, realpathSync(engine.pulumi)].map((file) => dirname(file));
    const beside = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
    if (beside !== undefined) return { origin: "beside the engine", binary: beside, environment: {} };
  }
  const onPath = await which(name, { nothrow: true, path: basePath() });
  if (onPath !== null) return { origin: "path", binary: onPath, environment: {} };
  const folder = languageHostFolder(language);
  const whole = filesOf(language).every((file) => existsSync(join(folder, file)));
  return whole ? await fromCache(engine, language, "cache") : undefined;
}

/** The Python host starts programs with a script next to it. */
const pythonScript = "pulumi-language-python-exec";
const filesOf = (language: Language): string[] => [
  ...(language === "python" ? [pythonScript] : []),
  `pulumi-language-${language}${exe}`,
];

async function fromCache(
  engine: Engine,
  language: Language,
  origin: LanguageHost["origin"],
): Promise<LanguageHost> {
  const folder = languageHostFolder(language);
  const binary = join(folder, `pulumi-language-${language}${exe}`);
  if (!isBuilt(engine.pulumi)) {
    const PATH = [engine.projectEnvironment["PATH"], folder].join(delimiter);
    return { origin, binary, environment: { PATH } };
  }
  // The engine warns in every command about a host on PATH.
  for (const file of filesOf(language)) await linkInto(dirname(engine.pulumi), folder, file);
  return { origin, binary, environment: {} };
}

async function linkInto(target: string, source: string, file: string): Promise<void> {
  const [from, to] = [join(source, file), join(target, file)];
  const present = await stat(to).catch(() => undefined);
  if (present?.ino === (await stat(from)).ino) return;
  await rm(to, { force: true });
  await link(from, to).catch((thrown: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (thrown.code !== "EEXIST") throw thrown;
  });
}

async function make(engine: Engine, language: Language, log: (line: string) => void): Promise<LanguageHost> {
  const { name } = languagePins[language];
  const nothing = (reason: string) =>
    new EngineError(
      `There is no ${name} language host, and ${reason}: install the Pulumi CLI (pulumi.com/docs/install), which contains it, then run the command again.`,
    );
  const lack = await whyNoBuild();
  if (lack !== undefined) throw nothing(lack);
  try {
    let made: LanguageHost | undefined;
    const isThere = async () => {
      made = await findLanguageHost(engine, language);
      return made !== undefined;
    };
    await fillOnce(languageHostFolder(language), isThere, log, (staging, signal) => {
      log(`building the ${name} language host from Go modules, which takes a few minutes on the first run`);
      return build(language, staging, log, signal);
    });
    return made ?? (await fromCache(engine, language, "go build"));
  } catch (thrown) {
    if (thrown instanceof EngineError) throw thrown;
    throw nothing(reasonOf(thrown));
  }
}

async function build(
  language: Language,
  { entry, temporary }: Staging,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { name, module, version, command, versionVariable } = languagePins[language];
  await goBuild({
    name: `the ${name} language host ${version}`,
    module,
    command,
    linker: `-s -w -X ${versionVariable}=v${version}`,
    output: join(entry, `pulumi-language-${language}${exe}`),
    temporary,
    log,
    signal,
  });
  if (language !== "python") return;
  const source = await moduleSource(module, "github.com/pulumi/pulumi/sdk/v3");
  await copyFile(join(source, "python", "cmd", pythonScript), join(entry, pythonScript));
  await chmod(join(entry, pythonScript), 0o755);
}
