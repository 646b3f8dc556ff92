import type { StackValidationPolicy } from "@pulumi/policy";
import { durstManual } from "../references";
import { Unknowns } from "../unknowns";
import { isSameServer, isSubscriber, subscriptionsIn, takenNumber } from "./subscriptions";

/**
 * A subscriber has subscriptions. INACTIVE ones count: that they send nothing is for durst-subscription-active to say. Advisory, because another
 * stack may subscribe with this one's subscriber.
 */
export const durstNoOrphans: StackValidationPolicy = {
  name: "durst-no-orphans",
  displayName: "Durst subscribers have subscriptions",
  description: "Each Durst subscriber of a stack has a subscription in it.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["durst", "completeness"],
  url: durstManual,
  remediationSteps:
    "Add a DurstSubscription with the subscriber's id as its subscriberId, or remove the subscriber, with which its credentials are removed from the server.",
  validateStack: ({ resources }, report) => {
    const unknowns = new Unknowns();
    const subscriptions = subscriptionsIn(resources, unknowns);
    for (const subscriber of resources.filter(isSubscriber)) {
      if (subscriptions.some(({ subscribers }) => subscribers.includes(subscriber))) continue;
      const unattributed = subscriptions.filter(
        ({ resource, subscribers }) => subscribers.length === 0 && isSameServer(resource, subscriber),
      );
      // What is not known yet may be just this subscriber's number.
      const isOpen = unattributed.some(
        ({ number }) => number === undefined || unknowns.read(() => [takenNumber(subscriber)]) === undefined,
      );
      if (isOpen) continue;
      report(
        "No DurstSubscription of this stack has this subscriber's id as its subscriberId: add one, or remove the subscriber.",
        subscriber.urn,
      );
    }
    unknowns.tell();
  },
};
