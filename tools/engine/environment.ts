// The environment of the engine's processes, with the pinned Node.js and the right plugins. See hermetic.mjs.
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { cacheFolderIfAny, exe } from "./cache.ts";
import { checkout } from "./pins.ts";

/** The engine starts plugins with the `node` it finds on PATH. */
const binaries = join(checkout, "node_modules", ".bin");
const nodeFolder = existsSync(join(binaries, `node${exe}`)) ? binaries : dirname(process.execPath);

/** PATH without engines from the cache, which an outer test run would add. */
export function basePath(): string {
  const cache = cacheFolderIfAny();
  const isOwn = (folder: string) =>
    cache !== undefined && (resolve(folder) + sep).startsWith(resolve(cache) + sep);
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !isOwn(folder))
    .join(delimiter);
}

/**
 * The environment for the engine in the folder `bin`. Releases contain the script that starts dynamic
 * providers. For others the SDK's script is added to PATH, although the engine warns about that.
 */
export function engineEnvironment(bin: string): Record<string, string> {
  const beside = dirname(realpathSync(join(bin, `pulumi${exe}`)));
  const complete = existsSync(join(beside, "pulumi-resource-pulumi-nodejs"));
  const sdk = join(checkout, "node_modules", "@pulumi", "pulumi");
  return {
    PATH: [nodeFolder, bin, basePath(), ...(complete ? [] : [sdk])].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    // Otherwise the engine uses the operating system's key ring.
    PULUMI_CREDENTIAL_STORE: "plaintext",
  };
}
