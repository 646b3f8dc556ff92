import type { ResourcePolicy, StackPolicy } from "../documented";
import { rockitFailuresSubscribed } from "./failures-subscribed";
import { rockitNoDuplicates } from "./no-duplicates";
import { rockitSecretAge } from "./secret-age";
import { rockitSlackChannels } from "./slack-channels";
import { rockitSubscriptionNames } from "./subscription-names";
import { rockitWebhookCredentials } from "./webhook-credentials";
import { rockitWebhookHosts } from "./webhook-hosts";
import { rockitWebhookHttps } from "./webhook-https";
import { rockitWebhookPublic } from "./webhook-public";

export {
  rockitFailuresSubscribed,
  rockitNoDuplicates,
  rockitSecretAge,
  rockitSlackChannels,
  rockitSubscriptionNames,
  rockitWebhookCredentials,
  rockitWebhookHosts,
  rockitWebhookHttps,
  rockitWebhookPublic,
};

/** All policies for ROCKIT's subscriptions. */
export const rockitPolicies: readonly (ResourcePolicy | StackPolicy)[] = [
  rockitWebhookHttps,
  rockitWebhookHosts,
  rockitWebhookPublic,
  rockitWebhookCredentials,
  rockitSlackChannels,
  rockitFailuresSubscribed,
  rockitNoDuplicates,
  rockitSubscriptionNames,
  rockitSecretAge,
];
