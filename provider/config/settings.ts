import type { EndpointSettings } from "../http/client";
import { chooseCredentials } from "./credential-choice";
import { type ChosenCredentials, credentialsFor, endpointMismatch } from "./credentials";
import { endpointSettings, flag } from "./endpoint";
import {
  displayKey,
  type SettingsDefinition,
  SettingsError,
  type SettingsSource,
  setting,
  settingValue,
  waysToSet,
} from "./setting";

export {
  configCommand,
  credentialNames,
  displayKey,
  endpointNames,
  ownCredentials,
  type SettingRow,
  type SettingsDefinition,
  SettingsError,
  type SettingsReader,
  type SettingsSource,
  secretSettings,
  setting,
  settingNames,
  settingRows,
} from "./setting";

/** Endpoint and credentials of a vendor's server. */
export interface VendorSettings<Credentials> extends EndpointSettings {
  readonly credentials: Credentials;
  /**
   * The environment's credentials for the same account, if they differ: a refresh or destroy gets those that
   * the last `up` stored.
   */
  readonly fallbackCredentials?: Credentials | undefined;
  /** Remedy when the credentials are refused. */
  readonly whenRefused: string;
  /** Settings with a fixed set of values, by name. */
  readonly choices?: Readonly<Record<string, string | undefined>> | undefined;
  /** Whether it is accepted that all of several objects are missing on the server. */
  readonly allowAllMissing: { readonly key: string; readonly variable: string; readonly on: boolean };
  /** Shows the person at the terminal one line. Default: on standard error. */
  readonly log?: ((line: string) => void) | undefined;
}

/** A vendor's settings. @throws SettingsError that names the setting and both ways to set it */
export function vendorSettings<Credentials extends object>(
  vendor: SettingsDefinition<Credentials>,
  source: SettingsSource,
): VendorSettings<Credentials> {
  const { endpoint, ...limits } = endpointSettings(vendor, source);
  const mismatch = endpointMismatch(vendor, source);
  if (endpoint === undefined || mismatch !== undefined) {
    const missing = setting(vendor, "endpoint");
    const why = endpoint === undefined ? "" : ` (${mismatch})`;
    throw new SettingsError(
      `the setting ${displayKey(missing.key, source)} is missing`,
      `set it with ${waysToSet(missing, source)}${why}`,
    );
  }
  const credentials: ChosenCredentials<Credentials> = credentialsFor(vendor, source, endpoint);
  return { endpoint, ...limits, ...credentials, ...switches(vendor, source) };
}

/**
 * Validates the settings that are set and ignores missing ones.
 * @throws SettingsError for a contradictory or malformed setting
 */
export function checkSettings(vendor: SettingsDefinition, source: SettingsSource): void {
  const { endpoint } = endpointSettings(vendor, source);
  chooseCredentials(vendor, source, endpoint);
  switches(vendor, source);
}

function switches(vendor: SettingsDefinition, source: SettingsSource) {
  const allowAllMissing = setting(vendor, "allowAllMissing");
  return {
    choices: choices(vendor, source),
    allowAllMissing: { ...allowAllMissing, on: flag(allowAllMissing, source) === true },
  };
}

function choices(vendor: SettingsDefinition, source: SettingsSource): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(vendor.rows).flatMap(([name, { oneOf }]) => {
      if (oneOf === undefined) return [];
      const wanted = setting(vendor, name);
      const value = settingValue(wanted, source);
      if (value === undefined || oneOf.includes(value)) return [[name, value]];
      throw new SettingsError(
        `the setting ${displayKey(wanted.key, source)} must be ${oneOf.join(" or ")}`,
        `correct it with ${waysToSet(wanted, source)}`,
      );
    }),
  );
}
