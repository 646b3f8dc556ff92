import {
  type SettingsDefinition,
  SettingsError,
  type SettingsReader,
  type SettingsSource,
  type VendorSettings,
  vendorSettings,
} from "../config/settings";

/** The two ways of authentication at ROCKIT exclude each other. */
export type RockitCredentials =
  | { readonly orgName: string; readonly username: string; readonly apiKey: string }
  | { readonly authToken: string };

/** ROCKIT Edge: where, and as whom. */
export type RockitSettings = VendorSettings<RockitCredentials>;

const machineAccount = ["orgName", "username", "apiKey"] as const;

/** The settings of ROCKIT Edge. */
export const rockitSettingsDefinition: SettingsDefinition<RockitCredentials> = {
  namespace: "rockit",
  title: "ROCKIT",
  own: {
    orgName: { description: "the organisation", needed: "machine account", tenant: true },
    username: { description: "the machine account's name", needed: "machine account" },
    apiKey: { description: "the machine account's key", needed: "machine account", secret: true },
    authToken: {
      description: "a token for `x-rockit-beauth-token`, the way of older versions",
      needed: "instead of the machine account",
      secret: true,
    },
  },
  authMethods: [["authToken"], machineAccount],
  credentialsSentIn: "headers",
  // The gateway gives up after 60 s, and a client that does so earlier abandons what still takes effect.
  timeouts: { requestTimeout: 75, totalTimeout: 300 },
  credentials,
};

/** The settings of ROCKIT Edge. @throws SettingsError naming the setting and both ways to give it. */
export const rockitSettings = (source: SettingsSource): RockitSettings =>
  vendorSettings(rockitSettingsDefinition, source);

function credentials({ optional, required, unusedReason, keyOf, command }: SettingsReader): RockitCredentials {
  const authToken = optional("authToken");
  if (authToken !== undefined) return { authToken };
  if (machineAccount.every((name) => optional(name) === undefined)) {
    throw new SettingsError(
      "no ROCKIT credentials are set",
      `give ${keyOf("orgName")}, ${keyOf("username")} and ${keyOf("apiKey")} (a machine account), or ${keyOf("authToken")} alone, with \`${command}\` (--secret for the key and the token) or the environment variables ROCKIT_ORG_NAME, ROCKIT_USERNAME and ROCKIT_API_KEY, or ROCKIT_AUTH_TOKEN${unusedReason}`,
    );
  }
  return {
    orgName: required("orgName"),
    username: required("username"),
    apiKey: required("apiKey"),
  };
}
