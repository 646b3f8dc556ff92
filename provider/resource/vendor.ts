import type { SettingsDefinition, VendorSettings } from "../config/settings";
import type { Lifecycle } from "./lifecycle";
import type { VendorFunction } from "./vendor-function";

/** What every run has: it is closed when nothing is to be asked any more. */
export interface Closeable {
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: each kind has inputs and outputs of its own.
export type AnyLifecycle<Run = any> = Lifecycle<Run, any, any>;

/** All there is to know of one vendor; its folder has the row. Adapters and commands are handed rows and import no vendor. */
export interface Vendor<Credentials extends object = object, Run extends Closeable = Closeable> {
  readonly settings: SettingsDefinition<Credentials>;
  /** Begins a run at the vendor's server; sends nothing yet. */
  readonly connect: (settings: VendorSettings<Credentials>) => Run;
  /** One for each kind of resource. */
  readonly lifecycles: readonly AnyLifecycle<Run>[];
  /** What components keep in states, and no server has. */
  readonly stateOnlyLifecycles?: readonly AnyLifecycle<undefined>[];
  /** What programs can ask of it beside their resources. */
  readonly functions: readonly VendorFunction<Run>[];
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds vendors, each with credentials and a run of its own.
export type AnyVendor = Vendor<any, any>;
