import type { Policies } from "@pulumi/policy";
import { rockitFailuresSubscribed } from "./failures-subscribed";
import { rockitWebhookHosts } from "./webhook-hosts";
import { rockitWebhookHttps } from "./webhook-https";

export { rockitFailuresSubscribed, rockitWebhookHosts, rockitWebhookHttps };

/** All policies for ROCKIT's subscriptions. */
export const rockitPolicies: Policies = [rockitWebhookHttps, rockitWebhookHosts, rockitFailuresSubscribed];
