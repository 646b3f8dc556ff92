import {
  type SettingsDefinition,
  SettingsError,
  type SettingsReader,
  type SettingsSource,
  type VendorSettings,
  vendorSettings,
} from "../config/settings";

/** The two authentication methods of ROCKIT exclude each other. */
export type RockitCredentials =
  | { readonly orgName: string; readonly username: string; readonly apiKey: string }
  | { readonly authToken: string };

/** Endpoint and credentials of ROCKIT Edge. */
export type RockitSettings = VendorSettings<RockitCredentials>;

const machineAccount = ["orgName", "username", "apiKey"] as const;

/** Definition of the settings of ROCKIT Edge. */
export const rockitSettingsDefinition: SettingsDefinition<RockitCredentials> = {
  namespace: "rockit",
  title: "ROCKIT",
  rows: {
    orgName: { description: "the organisation", needed: "machine account", tenant: true },
    username: { description: "the machine account's name", needed: "machine account" },
    apiKey: { description: "the machine account's key", needed: "machine account", secret: true },
    authToken: {
      description: "a token for the header `x-rockit-beauth-token`, used by older versions",
      needed: "instead of the machine account",
      secret: true,
    },
  },
  authMethods: [["authToken"], machineAccount],
  credentialsSentIn: "headers",
  // The gateway gives up after 60 s. A client that gives up earlier would miss requests that still take
  // effect.
  timeouts: { requestTimeout: 75, totalTimeout: 300 },
  credentials,
};

/** Reads the settings of ROCKIT Edge. @throws SettingsError that names the setting and both ways to set it */
export const rockitSettings = (source: SettingsSource): RockitSettings =>
  vendorSettings(rockitSettingsDefinition, source);

function credentials({
  optional,
  required,
  unusedReason,
  keyOf,
  command,
}: SettingsReader): RockitCredentials {
  const authToken = optional("authToken");
  if (authToken !== undefined) return { authToken };
  if (machineAccount.every((name) => optional(name) === undefined)) {
    throw new SettingsError(
      "no ROCKIT credentials are set",
      `set ${keyOf("orgName")}, ${keyOf("username")} and ${keyOf("apiKey")} (a machine account), or ${keyOf("authToken")} alone, with \`${command}\` (--secret for the key and the token) or the environment variables ROCKIT_ORG_NAME, ROCKIT_USERNAME and ROCKIT_API_KEY, or ROCKIT_AUTH_TOKEN${unusedReason}`,
    );
  }
  return {
    orgName: required("orgName"),
    username: required("username"),
    apiKey: required("apiKey"),
  };
}
