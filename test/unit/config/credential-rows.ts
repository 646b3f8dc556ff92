// The credentials that are used for given values of the configuration and the environment.
export const [site, otherSite] = ["https://site.example/pms", "https://elsewhere.example"];
export const operator = "operator";
const otherUser = "somebody-else";

/** Settings of one vendor by their names. */
export type NamedSettings = Partial<
  Record<"endpoint" | "username" | "password" | "orgName" | "apiKey" | "authToken", string>
>;

/** The credentials used, those offered after a refusal, or the settings that the error names. */
type Outcome = { uses: NamedSettings; offers?: NamedSettings } | { missing: string; because?: string };

export interface Row {
  readonly what: string;
  readonly config: NamedSettings;
  readonly environment: NamedSettings;
  readonly outcome: Outcome;
}

export const row = (
  what: string,
  config: NamedSettings,
  environment: NamedSettings,
  outcome: Outcome,
): Row => ({
  what,
  config,
  environment,
  outcome,
});

export const [configuredSecret, environmentSecret] = ["canary-configured", "canary-environment"];
export const configuredDurstAccount = { username: operator, password: configuredSecret };
export const missingPassword = "the setting durst:password is missing";

export const durstRows: readonly Row[] = [
  // Endpoint and account in the configuration, the secret in the environment, as in pipelines.
  row(
    "the secret alone in the environment",
    { endpoint: site, username: operator },
    { password: environmentSecret },
    { uses: { username: operator, password: environmentSecret } },
  ),
  row(
    "the same user and server named in both",
    { endpoint: site, username: operator },
    { endpoint: site, username: operator, password: environmentSecret },
    { uses: { username: operator, password: environmentSecret } },
  ),
  row(
    "the same server in another spelling",
    { endpoint: site, username: operator },
    { endpoint: "https://SITE.example:443/pms/", password: environmentSecret },
    { uses: { username: operator, password: environmentSecret } },
  ),
  row(
    "another server in the environment",
    { endpoint: site, username: operator },
    { endpoint: otherSite, password: environmentSecret },
    {
      missing: missingPassword,
      because: "DURST_PASSWORD is not used, because DURST_ENDPOINT is not the same server as durst:endpoint",
    },
  ),
  row(
    "another base path in the environment",
    { endpoint: site, username: operator },
    { endpoint: "https://site.example", password: environmentSecret },
    { missing: missingPassword, because: "DURST_ENDPOINT is not the same server" },
  ),
  row(
    "another user in the environment",
    { endpoint: site, username: operator },
    { username: otherUser, password: environmentSecret },
    {
      missing: missingPassword,
      because: "DURST_PASSWORD is not used, because DURST_USERNAME is not the same as durst:username",
    },
  ),
  row(
    "an endpoint alone in the configuration, everything else in the environment",
    { endpoint: site },
    { username: operator, password: environmentSecret },
    { uses: { username: operator, password: environmentSecret } },
  ),
  row(
    "an endpoint alone in the configuration, and another server's account in the environment",
    { endpoint: site },
    { endpoint: otherSite, username: operator, password: environmentSecret },
    {
      missing: "the setting durst:username is missing",
      because: "DURST_USERNAME is not used, because DURST_ENDPOINT is not the same server",
    },
  ),
  row(
    "an account in the configuration, the server in the environment",
    configuredDurstAccount,
    { endpoint: site },
    { uses: configuredDurstAccount },
  ),
  row(
    "an account in the configuration, the server and another account in the environment",
    configuredDurstAccount,
    { endpoint: site, username: otherUser, password: environmentSecret },
    {
      missing: "the setting durst:endpoint is missing",
      because: "DURST_ENDPOINT is not used, because DURST_USERNAME is not the same as durst:username",
    },
  ),
  row(
    "an old password in the configuration, the server and a new password of the same user in the environment",
    configuredDurstAccount,
    { endpoint: site, username: operator, password: environmentSecret },
    { uses: configuredDurstAccount, offers: { username: operator, password: environmentSecret } },
  ),
  row(
    "a password in the configuration, the user in the environment",
    { endpoint: site, password: configuredSecret },
    { username: operator },
    { uses: configuredDurstAccount },
  ),
  row(
    "a password in the configuration, a whole pair in the environment",
    { endpoint: site, password: configuredSecret },
    { username: operator, password: environmentSecret },
    { uses: { username: operator, password: environmentSecret } },
  ),
  row(
    "a password in the configuration, a whole pair of another server in the environment",
    { endpoint: site, password: configuredSecret },
    { endpoint: otherSite, username: operator, password: environmentSecret },
    { missing: "the setting durst:username is missing", because: "DURST_ENDPOINT is not the same server" },
  ),
  row(
    "everything in the environment",
    {},
    { endpoint: site, username: operator, password: environmentSecret },
    { uses: { username: operator, password: environmentSecret } },
  ),
  // Credentials offered after a refusal.
  row(
    "a new password alone",
    { endpoint: site, ...configuredDurstAccount },
    { password: environmentSecret },
    { uses: configuredDurstAccount, offers: { username: operator, password: environmentSecret } },
  ),
  row(
    "a new password of the same user at the same server",
    { endpoint: site, ...configuredDurstAccount },
    { endpoint: `${site}/`, username: operator, password: environmentSecret },
    { uses: configuredDurstAccount, offers: { username: operator, password: environmentSecret } },
  ),
  row(
    "a new password at another server",
    { endpoint: site, ...configuredDurstAccount },
    { endpoint: otherSite, password: environmentSecret },
    { uses: configuredDurstAccount },
  ),
  row(
    "a new password of another user",
    { endpoint: site, ...configuredDurstAccount },
    { username: otherUser, password: environmentSecret },
    { uses: configuredDurstAccount },
  ),
  row(
    "another user alone",
    { endpoint: site, ...configuredDurstAccount },
    { username: otherUser },
    { uses: configuredDurstAccount },
  ),
  row(
    "the same password",
    { endpoint: site, ...configuredDurstAccount },
    { password: configuredSecret },
    { uses: configuredDurstAccount },
  ),
  row(
    "a malformed one",
    { endpoint: site, ...configuredDurstAccount },
    { password: `${environmentSecret}\n` },
    { uses: configuredDurstAccount },
  ),
];
