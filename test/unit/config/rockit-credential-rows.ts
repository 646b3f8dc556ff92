// The rows of ROCKIT: an account belongs to an organisation, and a token can replace the account.
import { elsewhere, here, pc, pe, type Row, row } from "./credential-rows.ts";

export const account = { org: "prod", user: "bot", key: pc };
const noKey = "the setting rockit:apiKey is missing";
export const rockitRows: readonly Row[] = [
  row(
    "the key alone in the environment",
    { endpoint: here, org: "prod", user: "bot" },
    { key: pe },
    { uses: { ...account, key: pe } },
  ),
  row(
    "the key of another organisation",
    { endpoint: here, org: "prod", user: "bot" },
    { org: "sandbox", key: pe },
    {
      missing: noKey,
      because: "ROCKIT_API_KEY is not used, because ROCKIT_ORG_NAME is not the same as rockit:orgName",
    },
  ),
  row(
    "the key of another user",
    { endpoint: here, org: "prod", user: "bot" },
    { user: "robot", key: pe },
    { missing: noKey, because: "ROCKIT_USERNAME is not the same" },
  ),
  row(
    "the key of another server",
    { endpoint: here, org: "prod", user: "bot" },
    { endpoint: elsewhere, key: pe },
    { missing: noKey, because: "ROCKIT_ENDPOINT is not the same server" },
  ),
  row(
    "a user beside another key",
    { endpoint: here, org: "prod", key: pc },
    { user: "bot", key: pe },
    { missing: "the setting rockit:username is missing", because: "it belongs to ROCKIT_API_KEY" },
  ),
  row(
    "a token beside a part of an account",
    { endpoint: here, org: "prod", user: "bot" },
    { token: pe },
    { missing: noKey },
  ),
  row(
    "a token in the configuration beside an account in the environment",
    { endpoint: here, token: pc },
    { ...account, key: pe },
    { uses: { token: pc } },
  ),
  row(
    "an account in the configuration beside a token in the environment",
    { endpoint: here, ...account },
    { token: pe },
    { uses: account },
  ),
  row(
    "an account in the configuration, the server and another account of the same organisation in the environment",
    account,
    { endpoint: here, org: "prod", user: "robot", key: pe },
    { uses: account, offers: { org: "prod", user: "robot", key: pe } },
  ),
  row(
    "an account in the configuration, the server and another organisation's account in the environment",
    account,
    { endpoint: here, org: "sandbox", user: "bot", key: pe },
    {
      missing: "the setting rockit:endpoint is missing",
      because: "ROCKIT_ENDPOINT is not used, because ROCKIT_ORG_NAME is not the same as rockit:orgName",
    },
  ),
  row(
    "a token in the configuration, the server and an account in the environment",
    { token: pc },
    { endpoint: here, ...account, key: pe },
    { uses: { token: pc } },
  ),
  row(
    "a token of another server",
    { endpoint: here },
    { endpoint: elsewhere, token: pe },
    {
      missing: "no ROCKIT credentials are set",
      because: "ROCKIT_AUTH_TOKEN is not used, because ROCKIT_ENDPOINT is not the same server",
    },
  ),
  row(
    "a new key alone",
    { endpoint: here, ...account },
    { key: pe },
    { uses: account, offers: { ...account, key: pe } },
  ),
  row(
    "a new account of the same organisation, whole",
    { endpoint: here, ...account },
    { org: "prod", user: "robot", key: pe },
    { uses: account, offers: { org: "prod", user: "robot", key: pe } },
  ),
  row(
    "a new account of the same organisation, in parts",
    { endpoint: here, ...account },
    { user: "robot", key: pe },
    { uses: account },
  ),
  row(
    "an account of another organisation",
    { endpoint: here, ...account },
    { org: "sandbox", user: "bot", key: pe },
    { uses: account },
  ),
  row(
    "a key of another organisation",
    { endpoint: here, ...account },
    { org: "sandbox", key: pe },
    { uses: account },
  ),
  row(
    "an account at another server",
    { endpoint: here, ...account },
    { endpoint: elsewhere, ...account, key: pe },
    { uses: account },
  ),
  row(
    "a new token",
    { endpoint: here, token: pc },
    { token: pe },
    { uses: { token: pc }, offers: { token: pe } },
  ),
  row(
    "a new token at another server",
    { endpoint: here, token: pc },
    { endpoint: elsewhere, token: pe },
    { uses: { token: pc } },
  ),
];
