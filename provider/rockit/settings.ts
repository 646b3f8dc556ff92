import {
  headerSafe,
  type SettingsDefinition,
  SettingsError,
  type SettingsReader,
  type SettingsSource,
  setting,
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
    orgName: { description: "the organisation", needed: "machine account" },
    username: { description: "the machine account's name", needed: "machine account" },
    apiKey: { description: "the machine account's key", needed: "machine account", secret: true },
    authToken: { description: "a token", needed: "instead of the machine account", secret: true },
  },
  credentials,
};

/** The settings of ROCKIT Edge. @throws SettingsError naming the setting and both ways to give it. */
export const rockitSettings = (source: SettingsSource): RockitSettings =>
  vendorSettings(rockitSettingsDefinition, source);

function credentials({ optional, required }: SettingsReader): RockitCredentials {
  const authToken = optional("authToken");
  if (authToken === undefined) {
    if (machineAccount.every((name) => optional(name) === undefined)) {
      throw new SettingsError(
        `no ROCKIT credentials are set: give rockit:orgName, rockit:username and rockit:apiKey (a machine account), or rockit:authToken alone, with \`pulumi config set\` (--secret for the key and the token) or the environment variables ROCKIT_ORG_NAME, ROCKIT_USERNAME and ROCKIT_API_KEY, or ROCKIT_AUTH_TOKEN`,
      );
    }
    const account = {
      orgName: required("orgName"),
      username: required("username"),
      apiKey: required("apiKey"),
    };
    return headerSafe(rockitSettingsDefinition, account);
  }
  const also = machineAccount.filter((name) => optional(name) !== undefined);
  if (also.length > 0) {
    throw new SettingsError(
      `rockit:authToken and ${also.map((name) => `rockit:${name}`).join(", ")} are both set but exclude each other: keep one way, in the stack's configuration (\`pulumi config rm …\`) and in the environment (ROCKIT_AUTH_TOKEN, ${also.map((name) => setting(rockitSettingsDefinition, name).variable).join(", ")})`,
    );
  }
  return headerSafe(rockitSettingsDefinition, { authToken });
}
