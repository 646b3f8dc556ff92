// What the engine's processes get to see: our Node.js and the right plugins. Nothing of the user's own set-up is left, see hermetic.mjs.
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { cacheFolder, exe } from "./cache.ts";
import { checkout } from "./pins.ts";

/** The engine starts plugins with the `node` it finds on PATH. */
const binaries = join(checkout, "node_modules", ".bin");
const nodeFolder = existsSync(join(binaries, `node${exe}`)) ? binaries : dirname(process.execPath);

/**
 * `pulumi-analyzer-policy-nodejs` starts policy packs when no language host is found. That the engine warns of using it
 * from PATH cannot be helped: it would do so wherever it lay.
 */
const policyLauncher = join(import.meta.dirname, "launchers");

/** The caller's PATH without our own engines, which a test run from another one would bring along. */
export function basePath(): string {
  const own = resolve(cacheFolder()) + sep;
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !(resolve(folder) + sep).startsWith(own))
    .join(delimiter);
}

const withoutLanguageHosts = (path: string): string =>
  path
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, `pulumi-language-nodejs${exe}`)))
    .join(delimiter);

/**
 * For an engine with its language host, in the folder `bin`. Releases have the script that starts dynamic providers
 * beside `pulumi`; only for others the SDK's own is put on PATH, since the engine warns of using it from there.
 */
export function hostedEnvironment(bin: string): Record<string, string> {
  const beside = dirname(realpathSync(join(bin, `pulumi${exe}`)));
  const complete = existsSync(join(beside, "pulumi-resource-pulumi-nodejs"));
  const sdk = join(checkout, "node_modules", "@pulumi", "pulumi");
  return environment(complete ? [bin, basePath()] : [bin, basePath(), sdk]);
}

/** For the engine without one: an old language host, found anywhere on PATH, would break policy packs. */
export function hostlessEnvironment(bin: string): Record<string, string> {
  return environment([bin, policyLauncher, withoutLanguageHosts(basePath())]);
}

function environment(path: string[]): Record<string, string> {
  return {
    PATH: [nodeFolder, ...path].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    // Otherwise the engine asks the operating system's key ring.
    PULUMI_CREDENTIAL_STORE: "plaintext",
  };
}
