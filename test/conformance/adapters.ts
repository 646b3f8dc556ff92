import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { ResourceKind } from "../../provider/resource/kind.ts";

// The build, since the benchmark runs without the bundler that the sources need.
const require = createRequire(import.meta.url);
const { dynamicTokenOf, nativeTokenOf } =
  require("../../provider/dist/resource/kind.js") as typeof import("../../provider/resource/kind.ts");
const { referenceOf } =
  require("../../provider/dist/resource/reference.js") as typeof import("../../provider/resource/reference.ts");

/** An adapter that serves the lifecycles to the engine. */
export interface Adapter {
  readonly name: string;
  /** Starts the adapter's plugin, which prints its port and speaks the provider protocol. */
  readonly command: readonly [string, ...string[]];
  readonly tokenOf: (kind: ResourceKind) => string;
  /** Properties that the adapter adds to each resource's own. */
  readonly addedProperties: (kind: ResourceKind) => object;
  /** The answer to reading an object that does not exist. The engine reports an empty id. */
  readonly readOfMissing: { readonly id: string } | { readonly error: RegExp };
}

const { resolve: resolveFromExample } = createRequire(
  resolve(import.meta.dirname, "../../examples/quickstart/index.ts"),
);

export const adapters: readonly Adapter[] = [
  {
    name: "dynamic",
    // The host that the engine starts for dynamic resources; there is no engine behind this address.
    command: [
      process.execPath,
      resolveFromExample("@pulumi/pulumi/cmd/dynamic-provider/index.js"),
      "127.0.0.1:1",
    ],
    tokenOf: dynamicTokenOf,
    addedProperties: referenceOf,
    readOfMissing: { error: /it does not exist: check the id/ },
  },
  {
    name: "native",
    command: [
      process.execPath,
      resolve(import.meta.dirname, "../../provider/bin/pulumi-resource-rockit-durst"),
      "127.0.0.1:1",
    ],
    tokenOf: nativeTokenOf,
    addedProperties: () => ({}),
    readOfMissing: { id: "" },
  },
];
