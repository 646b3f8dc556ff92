import type { ResourcePolicy } from "../documented";
import { durstSubscription, remediateResourceOfKind, validateResourceOfKind } from "../of-kind";
import { cwe, durstManual } from "../references";

/**
 * A subscription that is declared is sent. Advisory: INACTIVE is also how callbacks are paused on purpose, and that must not need a change of
 * the policies; what it must not be is forgotten.
 */
export const durstSubscriptionActive: ResourcePolicy = {
  name: "durst-subscription-active",
  displayName: "Durst subscriptions are active",
  description: "A Durst subscription is ACTIVE, so that its callbacks are sent.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["durst", "completeness"],
  url: durstManual,
  remediationSteps:
    "Set status to ACTIVE or leave it out, or let the policy do it: enforcement level remediate. Remove the subscription if it is not wanted.",
  docs: {
    prevents: `Callbacks that were paused and forgotten, so that nobody hears of failed jobs: [CWE-778](${cwe(778)}), insufficient logging.`,
    passes: `new DurstSubscription("jobs", { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*" });`,
    fails: `const topic = "STATUS/PRODUCTION_JOB/*";
new DurstSubscription("jobs", { subscriberId: 17, topic, status: "INACTIVE" });`,
  },
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
