import type { ResourcePolicy } from "../policy";
import { cwe, durstManual } from "../references";
import { durstSubscription, remediateResourceOfKind, validateResourceOfKind } from "../resource-kinds";

/**
 * Declared subscriptions send callbacks. Advisory: pausing callbacks on purpose must not need a change of the
 * policies, but should not be forgotten.
 */
export const durstSubscriptionActive: ResourcePolicy = {
  name: "durst-subscription-active",
  displayName: "Durst subscriptions are active",
  description: "Forbids Durst subscriptions that are INACTIVE.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["durst", "completeness"],
  url: durstManual,
  remediationSteps:
    "Set status to ACTIVE, or leave it out. With the enforcement level remediate, the policy does this itself. Remove the subscription if it is not needed.",
  docs: {
    prevents: `Callbacks that were paused and forgotten, so nobody hears of failed jobs: [CWE-778](${cwe(778)}), insufficient logging.`,
    passes: `new DurstSubscription("jobs", { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*" });`,
    fails: `const topic = "STATUS/PRODUCTION_JOB/*";
new DurstSubscription("jobs", { subscriberId: 17, topic, status: "INACTIVE" });`,
  },
  validateResource: validateResourceOfKind(durstSubscription, ({ status }, _args, report) => {
    if (status !== "INACTIVE") return;
    report(
      "status is INACTIVE, so no callbacks are sent: set it to ACTIVE, or remove the subscription if it is not needed.",
    );
  }),
  remediateResource: remediateResourceOfKind(durstSubscription, (props) => {
    if (props.status !== "INACTIVE") return undefined;
    props.status = "ACTIVE";
    return props;
  }),
};
