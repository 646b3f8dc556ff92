import {
  configCommand,
  displayKey,
  SettingsError,
  type SettingsSource,
  secretSettings,
  setting,
  settingNames,
  type VendorSettings,
  vendorSettings,
} from "../../config/settings";
import { type Check, fail, failWith, ok } from "../print/check";
import { endpointsOf } from "../servers/endpoints";
import type { StackState } from "../state/export";
import type { NextSettings } from "../state/next-settings";
import type { VendorCommands } from "../vendor/vendor";

/** A server that the settings or the stack name. */
export interface ConfiguredServer {
  readonly vendor: VendorCommands;
  /** Name of the explicit provider; empty for the stack's own settings. */
  readonly label: string;
  readonly source: SettingsSource;
}

const noState: StackState = { resources: [], pending: [] };

/** The servers in the settings, and those of the stack's providers and resources. */
export function configuredServers(
  vendors: readonly VendorCommands[],
  next: NextSettings,
  state: StackState = noState,
): ConfiguredServer[] {
  return vendors.flatMap((vendor): ConfiguredServer[] => {
    const isConfigured = settingNames(vendor.row.settings).some(
      (name) => originOf(vendor, name, next) !== undefined,
    );
    const endpoints = endpointsOf(vendor, state);
    const isUsed = endpoints.some(({ name, resources }) => name === "" && resources.length > 0);
    const own = isConfigured || isUsed ? [{ vendor, label: "", source: next }] : [];
    const explicit = endpoints.filter((endpoint) => endpoint.name !== "" && endpoint.configured);
    return [...own, ...explicit.map(({ name, source }) => ({ vendor, label: name, source }))];
  });
}

/** Checks which settings there are and where they come from; never shows their values. */
export function settingsChecks(
  { vendor, label, source }: ConfiguredServer,
  next: NextSettings,
): { checks: Check[]; settings?: VendorSettings<object> } {
  const definition = vendor.row.settings;
  const { namespace } = definition;
  const keys = secretSettings(definition).map((name) => setting(definition, name).key);
  const plaintext = label === "" ? keys.filter(next.isPlaintext) : [];
  const checks = plaintext.map((key) =>
    fail(
      `${namespace}.secrets`,
      `${displayKey(key, next)} is stored unencrypted`,
      `\`${configCommand("set", next)} --secret ${displayKey(key, next)}\`, then \`pulumi up\`; create a new credential if others can read the file`,
    ),
  );
  try {
    const settings: VendorSettings<object> = vendorSettings(definition, source);
    const origins = Map.groupBy(
      settingNames(definition).filter((name) => originOf(vendor, name, source) !== undefined),
      (name) => originOf(vendor, name, source),
    );
    const found = [...origins].map(([origin, names]) => `${names.join(", ")} from ${origin}`).join("; ");
    checks.unshift(
      ok(`${namespace}.settings`, label === "" ? found : found.replaceAll("configuration", "provider")),
    );
    return { checks, settings };
  } catch (failure) {
    if (!(failure instanceof SettingsError)) throw failure;
    checks.unshift(failWith(`${namespace}.settings`, failure, "correct it, or leave it out"));
    return { checks };
  }
}

function originOf({ row }: VendorCommands, name: string, source: SettingsSource): string | undefined {
  const { key, variable } = setting(row.settings, name);
  if (source.config(key)) return "the configuration";
  return source.environment[variable] ? "the environment" : undefined;
}
