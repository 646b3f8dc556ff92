import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { SettingsSource } from "../config/settings";
import type { GracefulShutdown } from "../resource/graceful-shutdown";
import { nativeTokenOf, secretPaths } from "../resource/kind";
import { ObjectOwners } from "../resource/object-owners";
import type { Properties } from "../resource/properties";
import { referenceOf } from "../resource/reference";
import { lazyConnection } from "../resource/resource-handlers";
import type { AnyLifecycle, AnyVendor } from "../resource/vendor";
import type { VendorFunction } from "../resource/vendor-function";
import { toWire } from "./wire";

/** A kind of resource, with what its calls need. */
export interface RegisteredKind {
  readonly lifecycle: AnyLifecycle;
  readonly connect: () => unknown;
  readonly owners: ObjectOwners;
  /** Paths of properties that must be encrypted in the state. */
  readonly secrets: readonly string[];
  /** Converts outputs for the state. Adds the reference that lets dynamic resources adopt the object. */
  readonly stored: (outputs: Properties) => Struct;
}

export interface RegisteredFunction {
  readonly fn: VendorFunction<unknown>;
  readonly connect: () => unknown;
}

/** All kinds and functions, by type token. */
export interface Registry {
  readonly kinds: ReadonlyMap<string, RegisteredKind>;
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
}

/** Registers the kinds and functions of all vendors. Each vendor is connected on first use. */
export function registryOf(
  vendors: readonly AnyVendor[],
  settings: SettingsSource,
  shutdown: GracefulShutdown,
  log: (line: string) => void,
): Registry {
  const kinds = new Map<string, RegisteredKind>();
  const functions = new Map<string, RegisteredFunction>();
  for (const vendor of vendors) {
    const connect = lazyConnection(vendor, settings, shutdown, log);
    const serve = (lifecycle: AnyLifecycle, run: () => unknown) => {
      const { kind } = lifecycle;
      const owners = new ObjectOwners(kind);
      const secrets = secretPaths(kind);
      const stored = (outputs: Properties) => toWire({ ...outputs, ...referenceOf(kind) }, secrets);
      kinds.set(nativeTokenOf(kind), { lifecycle, connect: run, owners, secrets, stored });
    };
    for (const lifecycle of vendor.lifecycles) serve(lifecycle, connect);
    for (const lifecycle of vendor.stateOnlyLifecycles ?? []) serve(lifecycle, () => undefined);
    for (const fn of vendor.functions) functions.set(nativeTokenOf(fn), { fn, connect });
  }
  return { kinds, functions };
}
