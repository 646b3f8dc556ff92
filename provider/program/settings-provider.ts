import * as pulumi from "@pulumi/pulumi";
import type { Properties } from "../resource/properties";
import type { AnyVendor } from "../resource/vendor";
import type { ProgramAdapter } from "./adapter";

/** Base class of this package's providers: knows its settings by configuration key. */
export abstract class SettingsProvider extends pulumi.ProviderResource {
  /** @internal */
  abstract readonly settings: pulumi.Output<Record<string, string>>;
  /** @internal */
  abstract readonly adapter: ProgramAdapter;
}

/** Options of this package's functions. */
export interface FunctionOptions {
  /** Provider whose settings are used. Default: the stack's configuration and the environment. */
  readonly provider?: SettingsProvider | undefined;
}

/** Calls a vendor's function by name from a program. @throws RunError if the call fails */
export type InvokeFunction = (
  vendor: () => Promise<AnyVendor>,
  name: `${string}:${string}`,
  args: Properties,
  options: FunctionOptions,
) => pulumi.Output<Properties>;

/**
 * @throws RunError if the provider belongs to the other adapter: the engine would ignore it and use other
 * settings
 */
export function checkProvider(
  what: string,
  adapter: ProgramAdapter,
  provider: pulumi.ProviderResource | undefined,
): void {
  if (!(provider instanceof SettingsProvider) || provider.adapter === adapter) return;
  throw new pulumi.RunError(
    `${what}: its provider comes from the other module of this package: import Provider from "${adapter.importPath}" too`,
  );
}
