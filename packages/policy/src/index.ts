import type { Policies } from "@pulumi/policy";
import { commonPolicies } from "./common";
import { durstPolicies } from "./durst";
import { rockitPolicies } from "./rockit";

export * from "./common";
export * from "./durst";
export * from "./rockit";

/** All policies of this package, each with the enforcement level that it has in the ready pack. */
export const policies: Policies = [...rockitPolicies, ...durstPolicies, ...commonPolicies];
