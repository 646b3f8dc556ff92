import * as pulumi from "@pulumi/pulumi";
import type { Properties } from "../resource/properties";
import type { AnyVendor } from "../resource/vendor";
import type { Door } from "./door";

/** A provider that knows its settings by their configuration keys. */
export abstract class SettingsProvider extends pulumi.ProviderResource {
  /** @internal */
  abstract readonly settings: pulumi.Output<Record<string, string>>;
  /** @internal */
  abstract readonly door: Door;
}

/** Where a function of this package looks. */
export interface AskOptions {
  /** Whose settings to use. Default: the stack's configuration and the environment. */
  readonly provider?: SettingsProvider | undefined;
}

/** Calls a vendor's function, by its name in the vendor's row, from within a program. @throws RunError saying what went wrong */
export type Ask = (
  vendor: () => Promise<AnyVendor>,
  name: `${string}:${string}`,
  args: Properties,
  options: AskOptions,
) => pulumi.Output<Properties>;

/** @throws RunError if a provider is of the other door: the engine would take another one, with other settings */
export function checkProvider(what: string, door: Door, provider: pulumi.ProviderResource | undefined): void {
  if (!(provider instanceof SettingsProvider) || provider.door === door) return;
  throw new pulumi.RunError(
    `${what}: its provider comes from another entry of this package: import Provider from "${door.entry}" too`,
  );
}
