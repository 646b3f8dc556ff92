// The plugin `pulumi-resource-rockit-durst`, run by its launcher in bin/.
import { downloadUrl } from "./native/download";
import { runPlugin } from "./native/main";
import { vendors } from "./vendors";

interface Manifest {
  readonly version: string;
  /** Repository of the releases; missing until it is public. */
  readonly repository?: unknown;
}
const { version, repository } = require("pulumi-rockit-durst/package.json") as Manifest;

const schema = () =>
  JSON.stringify({
    ...require("pulumi-rockit-durst/schema.json"),
    version,
    pluginDownloadURL: downloadUrl(repository),
  });

/** Runs until the engine stops it. */
export const run = (args: readonly string[]): void => runPlugin({ vendors, version, schema }, args);
