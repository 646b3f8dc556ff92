// The rows of ROCKIT: an account belongs to an organisation, and a token can replace the account.
import { configuredSecret, environmentSecret, otherSite, type Row, row, site } from "./credential-rows.ts";

export const configuredRockitAccount = { orgName: "prod", username: "bot", apiKey: configuredSecret };
const missingApiKey = "the setting rockit:apiKey is missing";
export const rockitRows: readonly Row[] = [
  row(
    "the key alone in the environment",
    { endpoint: site, orgName: "prod", username: "bot" },
    { apiKey: environmentSecret },
    { uses: { ...configuredRockitAccount, apiKey: environmentSecret } },
  ),
  row(
    "the key of another organisation",
    { endpoint: site, orgName: "prod", username: "bot" },
    { orgName: "sandbox", apiKey: environmentSecret },
    {
      missing: missingApiKey,
      because: "ROCKIT_API_KEY is not used, because ROCKIT_ORG_NAME is not the same as rockit:orgName",
    },
  ),
  row(
    "the key of another user",
    { endpoint: site, orgName: "prod", username: "bot" },
    { username: "robot", apiKey: environmentSecret },
    { missing: missingApiKey, because: "ROCKIT_USERNAME is not the same" },
  ),
  row(
    "the key of another server",
    { endpoint: site, orgName: "prod", username: "bot" },
    { endpoint: otherSite, apiKey: environmentSecret },
    { missing: missingApiKey, because: "ROCKIT_ENDPOINT is not the same server" },
  ),
  row(
    "a user beside another key",
    { endpoint: site, orgName: "prod", apiKey: configuredSecret },
    { username: "bot", apiKey: environmentSecret },
    { missing: "the setting rockit:username is missing", because: "it belongs to ROCKIT_API_KEY" },
  ),
  row(
    "a token beside a part of an account",
    { endpoint: site, orgName: "prod", username: "bot" },
    { authToken: environmentSecret },
    { missing: missingApiKey },
  ),
  row(
    "a token in the configuration beside an account in the environment",
    { endpoint: site, authToken: configuredSecret },
    { ...configuredRockitAccount, apiKey: environmentSecret },
    { uses: { authToken: configuredSecret } },
  ),
  row(
    "an account in the configuration beside a token in the environment",
    { endpoint: site, ...configuredRockitAccount },
    { authToken: environmentSecret },
    { uses: configuredRockitAccount },
  ),
  row(
    "an account in the configuration, the server and another account of the same organisation in the environment",
    configuredRockitAccount,
    { endpoint: site, orgName: "prod", username: "robot", apiKey: environmentSecret },
    {
      uses: configuredRockitAccount,
      offers: { orgName: "prod", username: "robot", apiKey: environmentSecret },
    },
  ),
  row(
    "an account in the configuration, the server and another organisation's account in the environment",
    configuredRockitAccount,
    { endpoint: site, orgName: "sandbox", username: "bot", apiKey: environmentSecret },
    {
      missing: "the setting rockit:endpoint is missing",
      because: "ROCKIT_ENDPOINT is not used, because ROCKIT_ORG_NAME is not the same as rockit:orgName",
    },
  ),
  row(
    "a token in the configuration, the server and an account in the environment",
    { authToken: configuredSecret },
    { endpoint: site, ...configuredRockitAccount, apiKey: environmentSecret },
    { uses: { authToken: configuredSecret } },
  ),
  row(
    "a token of another server",
    { endpoint: site },
    { endpoint: otherSite, authToken: environmentSecret },
    {
      missing: "no ROCKIT credentials are set",
      because: "ROCKIT_AUTH_TOKEN is not used, because ROCKIT_ENDPOINT is not the same server",
    },
  ),
  row(
    "a new key alone",
    { endpoint: site, ...configuredRockitAccount },
    { apiKey: environmentSecret },
    { uses: configuredRockitAccount, offers: { ...configuredRockitAccount, apiKey: environmentSecret } },
  ),
  row(
    "a new account of the same organisation, whole",
    { endpoint: site, ...configuredRockitAccount },
    { orgName: "prod", username: "robot", apiKey: environmentSecret },
    {
      uses: configuredRockitAccount,
      offers: { orgName: "prod", username: "robot", apiKey: environmentSecret },
    },
  ),
  row(
    "a new account of the same organisation, in parts",
    { endpoint: site, ...configuredRockitAccount },
    { username: "robot", apiKey: environmentSecret },
    { uses: configuredRockitAccount },
  ),
  row(
    "an account of another organisation",
    { endpoint: site, ...configuredRockitAccount },
    { orgName: "sandbox", username: "bot", apiKey: environmentSecret },
    { uses: configuredRockitAccount },
  ),
  row(
    "a key of another organisation",
    { endpoint: site, ...configuredRockitAccount },
    { orgName: "sandbox", apiKey: environmentSecret },
    { uses: configuredRockitAccount },
  ),
  row(
    "an account at another server",
    { endpoint: site, ...configuredRockitAccount },
    { endpoint: otherSite, ...configuredRockitAccount, apiKey: environmentSecret },
    { uses: configuredRockitAccount },
  ),
  row(
    "a new token",
    { endpoint: site, authToken: configuredSecret },
    { authToken: environmentSecret },
    { uses: { authToken: configuredSecret }, offers: { authToken: environmentSecret } },
  ),
  row(
    "a new token at another server",
    { endpoint: site, authToken: configuredSecret },
    { endpoint: otherSite, authToken: environmentSecret },
    { uses: { authToken: configuredSecret } },
  ),
];
