import { dynamicAdapter } from "./dynamic.ts";
import { nativeAdapter } from "./native.ts";
import type { Adapter } from "./plugin.ts";

export type AdapterName = "dynamic" | "native";

/** The adapters from the engine's calls to the lifecycles, one per row. */
export const adapters: Readonly<Record<AdapterName, Adapter>> = {
  dynamic: dynamicAdapter,
  native: nativeAdapter,
};

export const adapterNames = Object.keys(adapters) as AdapterName[];
