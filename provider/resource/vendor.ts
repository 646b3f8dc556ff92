import type { SettingsDefinition, VendorSettings } from "../config/settings";
import type { Lifecycle } from "./lifecycle";
import type { VendorFunction } from "./vendor-function";

/** A connection that must be closed after the last request. */
export interface Closeable {
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: each kind has inputs and outputs of its own.
export type AnyLifecycle<Run = any> = Lifecycle<Run, any, any>;

/** Definition of one vendor. Adapters and commands receive it and import no vendor. */
export interface Vendor<Credentials extends object = object, Run extends Closeable = Closeable> {
  readonly settings: SettingsDefinition<Credentials>;
  /** Creates the connection to the vendor's server; sends nothing yet. */
  readonly connect: (settings: VendorSettings<Credentials>) => Run;
  /** One for each kind of resource. */
  readonly lifecycles: readonly AnyLifecycle<Run>[];
  /** Lifecycles of resources that exist in states only, not on a server. */
  readonly stateOnlyLifecycles?: readonly AnyLifecycle<undefined>[];
  /** Functions that programs can call. */
  readonly functions: readonly VendorFunction<Run>[];
}

// biome-ignore lint/suspicious/noExplicitAny: vendors differ in their credentials and runs.
export type AnyVendor = Vendor<any, any>;
