import { type SettingsSource, setting } from "../../config/settings";
import { providerTypes } from "../../resource/provider-arguments";
import { type StackState, type StateResource, settingOf, settingsOf } from "../state/export";
import { isDefaultProvider, nameIn, providerUrnIn } from "../state/urn";
import { lifecycleOfType, type VendorCommands } from "../vendor/vendor";

/** Where a stack's provider asks a vendor. */
export interface Endpoint {
  /** URN and id of the provider; `undefined` for resources that name none. */
  readonly provider: string | undefined;
  /** The provider's name in the program; empty for the stack's own. */
  readonly name: string;
  /** Whether the provider's arguments say where the server is; otherwise the environment does. */
  readonly configured: boolean;
  /** The stack's resources there. */
  readonly resources: readonly StateResource[];
  readonly source: SettingsSource;
}

/** Where a stack asks a vendor: the endpoints of its resources' providers, and of providers that have no resource yet. */
export function endpointsOf(vendor: VendorCommands, state: StackState): Endpoint[] {
  const { settings } = vendor.row;
  const its = state.resources.filter(({ type }) => lifecycleOfType([vendor], type) !== undefined);
  const configured = state.resources
    .filter(
      (resource) =>
        providerTypes.includes(resource.type) &&
        settingOf(resource, setting(settings, "endpoint").key) !== undefined,
    )
    .map(({ urn, id = "" }) => `${urn}::${id}`);
  const providers = new Set([...its.map(({ provider }) => provider), ...configured]);
  return [...providers].map((provider) => {
    const urn = providerUrnIn(provider ?? "");
    return {
      provider,
      name: isDefaultProvider(urn) ? "" : nameIn(urn),
      configured: provider !== undefined && configured.includes(provider),
      resources: its.filter((resource) => resource.provider === provider),
      source: settingsSourceOf(provider, state),
    };
  });
}

/** A vendor's settings as a provider of a stack was given them, then the environment's. */
export const settingsSourceOf = (provider: string | undefined, state: StackState): SettingsSource => ({
  ...settingsOf(provider, state),
  environment: process.env,
});
