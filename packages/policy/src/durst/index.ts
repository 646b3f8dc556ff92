import type { ResourcePolicy, StackPolicy } from "../documented";
import { durstAuthentication } from "./authentication";
import { durstBroadTopics } from "./broad-topics";
import { durstCallbackHosts } from "./callback-hosts";
import { durstCallbackHttps } from "./callback-https";
import { durstCredentialStrength } from "./credential-strength";
import { durstJwtSigning } from "./jwt-signing";
import { durstNoDuplicates } from "./no-duplicates";
import { durstNoOrphans } from "./no-orphans";
import { durstSubscriptionActive } from "./subscription-active";

export {
  durstAuthentication,
  durstBroadTopics,
  durstCallbackHosts,
  durstCallbackHttps,
  durstCredentialStrength,
  durstJwtSigning,
  durstNoDuplicates,
  durstNoOrphans,
  durstSubscriptionActive,
};

/** All policies for Durst's subscribers and subscriptions. */
export const durstPolicies: readonly (ResourcePolicy | StackPolicy)[] = [
  durstCallbackHttps,
  durstCallbackHosts,
  durstAuthentication,
  durstJwtSigning,
  durstCredentialStrength,
  durstSubscriptionActive,
  durstBroadTopics,
  durstNoDuplicates,
  durstNoOrphans,
];
