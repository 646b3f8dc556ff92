import { commonPolicies } from "./common";
import { durstPolicies } from "./durst";
import type { ResourcePolicy, StackPolicy } from "./policy";
import { rockitPolicies } from "./rockit";

export * from "./common";
export * from "./durst";
export * from "./rockit";

/** All policies of this package, each with its default enforcement level. */
export const policies: readonly (ResourcePolicy | StackPolicy)[] = [
  ...rockitPolicies,
  ...durstPolicies,
  ...commonPolicies,
];
