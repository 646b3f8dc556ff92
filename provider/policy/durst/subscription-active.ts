import {
  type ResourceValidationPolicy,
  remediateResourceOfType,
  validateResourceOfType,
} from "@pulumi/policy";
import { DurstSubscription } from "../../durst/subscription";
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
  validateResource: validateResourceOfType(DurstSubscription, ({ status }, _args, report) => {
    if (status !== "INACTIVE") return;
    report(
      "status INACTIVE sends no callbacks: set it to ACTIVE, or remove the subscription if it is not wanted.",
    );
  }),
  remediateResource: remediateResourceOfType(DurstSubscription, (props) => {
    if (props.status !== "INACTIVE") return undefined;
    props.status = "ACTIVE";
    return props;
  }),
};
