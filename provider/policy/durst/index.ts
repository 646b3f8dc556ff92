import type { Policies } from "@pulumi/policy";

/** All policies for Durst's subscribers and subscriptions. */
export const durstPolicies: Policies = [];
