// Which credentials are used for which server: the values of configuration and environment, and the result.
export const [here, elsewhere] = ["https://site.example/pms", "https://elsewhere.example"];
export const op = "operator";
const other = "somebody-else";

export const short = {
  endpoint: "endpoint",
  user: "username",
  password: "password",
  org: "orgName",
  key: "apiKey",
  token: "authToken",
} as const;
export type Short = Partial<Record<keyof typeof short, string>>;

/** The credentials used, those offered after a refusal, or the settings that the error names. */
type Outcome = { uses: Short; offers?: Short } | { missing: string; because?: string };

export interface Row {
  readonly what: string;
  readonly config: Short;
  readonly environment: Short;
  readonly outcome: Outcome;
}

export const row = (what: string, config: Short, environment: Short, outcome: Outcome): Row => ({
  what,
  config,
  environment,
  outcome,
});

export const [pc, pe] = ["canary-configured", "canary-environment"];
export const configured = { user: op, password: pc };
export const noPassword = "the setting durst:password is missing";

export const durstRows: readonly Row[] = [
  // Endpoint and account in the configuration, the secret in the environment, as in pipelines.
  row(
    "the secret alone in the environment",
    { endpoint: here, user: op },
    { password: pe },
    { uses: { user: op, password: pe } },
  ),
  row(
    "the same user and server named in both",
    { endpoint: here, user: op },
    { endpoint: here, user: op, password: pe },
    { uses: { user: op, password: pe } },
  ),
  row(
    "the same server in another spelling",
    { endpoint: here, user: op },
    { endpoint: "https://SITE.example:443/pms/", password: pe },
    { uses: { user: op, password: pe } },
  ),
  row(
    "another server in the environment",
    { endpoint: here, user: op },
    { endpoint: elsewhere, password: pe },
    {
      missing: noPassword,
      because: "DURST_PASSWORD is not used, because DURST_ENDPOINT is not the same server as durst:endpoint",
    },
  ),
  row(
    "another base path in the environment",
    { endpoint: here, user: op },
    { endpoint: "https://site.example", password: pe },
    { missing: noPassword, because: "DURST_ENDPOINT is not the same server" },
  ),
  row(
    "another user in the environment",
    { endpoint: here, user: op },
    { user: other, password: pe },
    {
      missing: noPassword,
      because: "DURST_PASSWORD is not used, because DURST_USERNAME is not the same as durst:username",
    },
  ),
  row(
    "an endpoint alone in the configuration, everything else in the environment",
    { endpoint: here },
    { user: op, password: pe },
    { uses: { user: op, password: pe } },
  ),
  row(
    "an endpoint alone in the configuration, and another server's account in the environment",
    { endpoint: here },
    { endpoint: elsewhere, user: op, password: pe },
    {
      missing: "the setting durst:username is missing",
      because: "DURST_USERNAME is not used, because DURST_ENDPOINT is not the same server",
    },
  ),
  row(
    "an account in the configuration, the server in the environment",
    configured,
    { endpoint: here },
    { uses: configured },
  ),
  row(
    "an account in the configuration, the server and another account in the environment",
    configured,
    { endpoint: here, user: other, password: pe },
    {
      missing: "the setting durst:endpoint is missing",
      because: "DURST_ENDPOINT is not used, because DURST_USERNAME is not the same as durst:username",
    },
  ),
  row(
    "an old password in the configuration, the server and a new password of the same user in the environment",
    configured,
    { endpoint: here, user: op, password: pe },
    { uses: configured, offers: { user: op, password: pe } },
  ),
  row(
    "a password in the configuration, the user in the environment",
    { endpoint: here, password: pc },
    { user: op },
    { uses: configured },
  ),
  row(
    "a password in the configuration, a whole pair in the environment",
    { endpoint: here, password: pc },
    { user: op, password: pe },
    { uses: { user: op, password: pe } },
  ),
  row(
    "a password in the configuration, a whole pair of another server in the environment",
    { endpoint: here, password: pc },
    { endpoint: elsewhere, user: op, password: pe },
    { missing: "the setting durst:username is missing", because: "DURST_ENDPOINT is not the same server" },
  ),
  row(
    "everything in the environment",
    {},
    { endpoint: here, user: op, password: pe },
    { uses: { user: op, password: pe } },
  ),
  // Credentials offered after a refusal.
  row(
    "a new password alone",
    { endpoint: here, ...configured },
    { password: pe },
    { uses: configured, offers: { user: op, password: pe } },
  ),
  row(
    "a new password of the same user at the same server",
    { endpoint: here, ...configured },
    { endpoint: `${here}/`, user: op, password: pe },
    { uses: configured, offers: { user: op, password: pe } },
  ),
  row(
    "a new password at another server",
    { endpoint: here, ...configured },
    { endpoint: elsewhere, password: pe },
    { uses: configured },
  ),
  row(
    "a new password of another user",
    { endpoint: here, ...configured },
    { user: other, password: pe },
    { uses: configured },
  ),
  row("another user alone", { endpoint: here, ...configured }, { user: other }, { uses: configured }),
  row("the same password", { endpoint: here, ...configured }, { password: pc }, { uses: configured }),
  row("a malformed one", { endpoint: here, ...configured }, { password: `${pe}\n` }, { uses: configured }),
];
