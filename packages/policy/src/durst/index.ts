import type { ResourcePolicy, StackPolicy } from "../policy";
import { durstAuthentication } from "./authentication";
import { durstCallbackAllowedHosts } from "./callback-allowed-hosts";
import { durstCallbackHttps } from "./callback-https";
import { durstCredentialStrength } from "./credential-strength";
import { durstJwtSigning } from "./jwt-signing";
import { durstNoBroadTopics } from "./no-broad-topics";
import { durstNoDuplicates } from "./no-duplicates";
import { durstNoUnusedSubscribers } from "./no-unused-subscribers";
import { durstSubscriptionActive } from "./subscription-active";

export {
  durstAuthentication,
  durstCallbackAllowedHosts,
  durstCallbackHttps,
  durstCredentialStrength,
  durstJwtSigning,
  durstNoBroadTopics,
  durstNoDuplicates,
  durstNoUnusedSubscribers,
  durstSubscriptionActive,
};

/** All policies for Durst's subscribers and subscriptions. */
export const durstPolicies: readonly (ResourcePolicy | StackPolicy)[] = [
  durstCallbackHttps,
  durstCallbackAllowedHosts,
  durstAuthentication,
  durstJwtSigning,
  durstCredentialStrength,
  durstSubscriptionActive,
  durstNoBroadTopics,
  durstNoDuplicates,
  durstNoUnusedSubscribers,
];
