import type { Policies } from "@pulumi/policy";

/** The policies for both vendors. */
export const commonPolicies: Policies = [];
