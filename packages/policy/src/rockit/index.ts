import type { ResourcePolicy, StackPolicy } from "../policy";
import { rockitFailuresSubscribed } from "./failures-subscribed";
import { rockitNoDuplicates } from "./no-duplicates";
import { rockitSecretAge } from "./secret-age";
import { rockitSlackChannels } from "./slack-channels";
import { rockitSubscriptionNames } from "./subscription-names";
import { rockitWebhookAllowedHosts } from "./webhook-allowed-hosts";
import { rockitWebhookCredentials } from "./webhook-credentials";
import { rockitWebhookHttps } from "./webhook-https";
import { rockitWebhookPublic } from "./webhook-public";

export {
  rockitFailuresSubscribed,
  rockitNoDuplicates,
  rockitSecretAge,
  rockitSlackChannels,
  rockitSubscriptionNames,
  rockitWebhookAllowedHosts,
  rockitWebhookCredentials,
  rockitWebhookHttps,
  rockitWebhookPublic,
};

/** All policies for ROCKIT's subscriptions. */
export const rockitPolicies: readonly (ResourcePolicy | StackPolicy)[] = [
  rockitWebhookHttps,
  rockitWebhookAllowedHosts,
  rockitWebhookPublic,
  rockitWebhookCredentials,
  rockitSlackChannels,
  rockitFailuresSubscribed,
  rockitNoDuplicates,
  rockitSubscriptionNames,
  rockitSecretAge,
];
