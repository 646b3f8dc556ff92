import { type SettingsSource, setting } from "../../config/settings";
import { providerTypes } from "../../resource/provider-arguments";
import { type StackState, type StateResource, settingOf, settingsOf } from "../state/export";
import { isDefaultProvider, nameIn, providerUrnIn } from "../state/urn";
import { lifecycleOfType, type VendorCommands } from "../vendor/vendor";

/** The endpoint of a stack's provider at one vendor. */
export interface Endpoint {
  /** URN and id of the provider; `undefined` for resources without one. */
  readonly provider: string | undefined;
  /** The provider's name in the program; empty for the default provider. */
  readonly name: string;
  /** Whether the provider has the endpoint as an argument; otherwise it comes from the environment. */
  readonly configured: boolean;
  /** The provider's resources. */
  readonly resources: readonly StateResource[];
  readonly source: SettingsSource;
}

/** A stack's endpoints at a vendor, including those of providers without resources. */
export function endpointsOf(vendor: VendorCommands, state: StackState): Endpoint[] {
  const { settings } = vendor.row;
  const ownResources = state.resources.filter(({ type }) => lifecycleOfType([vendor], type) !== undefined);
  const configured = state.resources
    .filter(
      (resource) =>
        providerTypes.includes(resource.type) &&
        settingOf(resource, setting(settings, "endpoint").key) !== undefined,
    )
    .map(({ urn, id = "" }) => `${urn}::${id}`);
  const providers = new Set([...ownResources.map(({ provider }) => provider), ...configured]);
  return [...providers].map((provider) => {
    const urn = providerUrnIn(provider ?? "");
    return {
      provider,
      name: isDefaultProvider(urn) ? "" : nameIn(urn),
      configured: provider !== undefined && configured.includes(provider),
      resources: ownResources.filter((resource) => resource.provider === provider),
      source: settingsSourceOf(provider, state),
    };
  });
}

/** The settings of a provider of a stack, then those of the environment. */
export const settingsSourceOf = (provider: string | undefined, state: StackState): SettingsSource => ({
  ...settingsOf(provider, state),
  environment: process.env,
});
