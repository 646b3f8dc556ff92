// The plugin `pulumi-resource-rockit-durst`, which its launcher runs.
import { runPlugin } from "./native/main";
import { vendors } from "./vendors";

const { version } = require("pulumi-rockit-durst/package.json") as { version: string };

const schema = () => JSON.stringify({ ...require("pulumi-rockit-durst/schema.json"), version });

/** Runs until the engine stops it. */
export const run = (args: readonly string[]): void => runPlugin({ vendors, version, schema }, args);
