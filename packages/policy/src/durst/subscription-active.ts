import type { ResourceValidationPolicy } from "@pulumi/policy";
import { durstSubscription, remediateResourceOfKind, validateResourceOfKind } from "../of-kind";
import { durstManual } from "../references";

/**
 * A subscription that is declared is sent. Advisory: INACTIVE is also how callbacks are paused on purpose, and that must not need a change of
 * the policies; what it must not be is forgotten.
 */
export const durstSubscriptionActive: ResourceValidationPolicy = {
  name: "durst-subscription-active",
  displayName: "Durst subscriptions are active",
  description: "A Durst subscription is ACTIVE, so that its callbacks are sent.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["durst", "completeness"],
  url: durstManual,
  remediationSteps:
    "Set status to ACTIVE or leave it out, or let the policy do it: enforcement level remediate. Remove the subscription if it is not wanted.",
  validateResource: validateResourceOfKind(durstSubscription, ({ status }, _args, report) => {
    if (status !== "INACTIVE") return;
    report(
      "status INACTIVE sends no callbacks: set it to ACTIVE, or remove the subscription if it is not wanted.",
    );
  }),
  remediateResource: remediateResourceOfKind(durstSubscription, (props) => {
    if (props.status !== "INACTIVE") return undefined;
    props.status = "ACTIVE";
    return props;
  }),
};
