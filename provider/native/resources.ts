import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { SettingsSource } from "../config/settings";
import type { GracefulShutdown } from "../resource/graceful-shutdown";
import { KeptObjects } from "../resource/kept-objects";
import { nativeTokenOf, secretPaths } from "../resource/kind";
import type { Properties } from "../resource/properties";
import { referenceOf } from "../resource/reference";
import { connectionTo } from "../resource/served";
import type { AnyLifecycle, AnyVendor } from "../resource/vendor";
import type { VendorFunction } from "../resource/vendor-function";
import { toWire } from "./wire";

/** A kind of resource as this process serves it. */
export interface ServedKind {
  readonly lifecycle: AnyLifecycle;
  readonly connect: () => unknown;
  readonly kept: KeptObjects;
  /** Paths of the properties that must lie encrypted in the state. */
  readonly secrets: readonly string[];
  /** Outputs for the state: with what the dynamic classes would need to take the resource over. */
  readonly stored: (outputs: Properties) => Struct;
}

export interface ServedFunction {
  readonly fn: VendorFunction<unknown>;
  readonly connect: () => unknown;
}

/** All that vendors' rows give to programs, by type token. */
export interface Tokens {
  readonly kinds: ReadonlyMap<string, ServedKind>;
  readonly functions: ReadonlyMap<string, ServedFunction>;
}

/** Every vendor's kinds and functions; a vendor is connected to when it is first needed. */
export function tokensOfVendors(
  vendors: readonly AnyVendor[],
  settings: SettingsSource,
  shutdown: GracefulShutdown,
  say: (line: string) => void,
): Tokens {
  const kinds = new Map<string, ServedKind>();
  const functions = new Map<string, ServedFunction>();
  for (const vendor of vendors) {
    const connect = connectionTo(vendor, settings, shutdown, say);
    const serve = (lifecycle: AnyLifecycle, run: () => unknown) => {
      const { kind } = lifecycle;
      const kept = new KeptObjects(kind);
      const secrets = secretPaths(kind);
      const stored = (outputs: Properties) => toWire({ ...outputs, ...referenceOf(kind) }, secrets);
      kinds.set(nativeTokenOf(kind), { lifecycle, connect: run, kept, secrets, stored });
    };
    for (const lifecycle of vendor.lifecycles) serve(lifecycle, connect);
    for (const lifecycle of vendor.inStatesOnly ?? []) serve(lifecycle, () => undefined);
    for (const fn of vendor.functions) functions.set(nativeTokenOf(fn), { fn, connect });
  }
  return { kinds, functions };
}
