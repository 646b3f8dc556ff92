import * as pulumi from "@pulumi/pulumi";
import type { Properties } from "../resource/properties";
import type { AnyVendor } from "../resource/vendor";
import type { ProgramAdapter } from "./adapter";

/** A provider that knows its settings by their configuration keys. */
export abstract class SettingsProvider extends pulumi.ProviderResource {
  /** @internal */
  abstract readonly settings: pulumi.Output<Record<string, string>>;
  /** @internal */
  abstract readonly adapter: ProgramAdapter;
}

/** Where a function of this package looks. */
export interface FunctionOptions {
  /** Whose settings to use. Default: the stack's configuration and the environment. */
  readonly provider?: SettingsProvider | undefined;
}

/** Calls a vendor's function, by its name in the vendor's row, from within a program. @throws RunError saying what went wrong */
export type InvokeFunction = (
  vendor: () => Promise<AnyVendor>,
  name: `${string}:${string}`,
  args: Properties,
  options: FunctionOptions,
) => pulumi.Output<Properties>;

/** @throws RunError if a provider is of the other adapter: the engine would take another one, with other settings */
export function checkProvider(what: string, adapter: ProgramAdapter, provider: pulumi.ProviderResource | undefined): void {
  if (!(provider instanceof SettingsProvider) || provider.adapter === adapter) return;
  throw new pulumi.RunError(
    `${what}: its provider comes from another entry of this package: import Provider from "${adapter.importPath}" too`,
  );
}
