import type { StackPolicy } from "../policy";
import { cwe, durstManual } from "../references";
import { UnknownValues } from "../unknown-values";
import { adoptedNumber, isSameServer, subscribersIn, subscriptionsIn } from "./subscriptions";

/**
 * Every subscriber has a subscription. INACTIVE ones count; durst-subscription-active reports them. Advisory,
 * because another stack may subscribe with this stack's subscriber.
 */
export const durstNoUnusedSubscribers: StackPolicy = {
  name: "durst-no-unused-subscribers",
  displayName: "Durst subscribers have subscriptions",
  description: "Forbids Durst subscribers without a subscription in the same stack.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["durst", "completeness"],
  url: durstManual,
  remediationSteps:
    "Add a DurstSubscription with the subscriber's id as its subscriberId, or remove the subscriber if no other stack uses it. Removing it also removes its credentials from the server, and sets all its subscriptions INACTIVE.",
  docs: {
    prevents: `A forgotten subscriber, whose password or key stays on the server for anyone who subscribes with it: [CWE-459](${cwe(459)}), incomplete cleanup. An INACTIVE subscription counts as one; a subscription of another provider does not.`,
    passes: `const key = new pulumi.Config().requireSecret("key");
const jwt = { jwtSigningInfo: { httpHeaderName: "x-jwt", key }, hostUri: "https://a.example" };
const press = new DurstSubscriber("press", { ...jwt, externalAuthType: "JWT_SIGNING" });
new DurstSubscription("motifs", { subscriberId: press.id, topic: "STATUS/MOTIF/*" });`,
    fails: `const key = new pulumi.Config().requireSecret("key");
const jwt = { jwtSigningInfo: { httpHeaderName: "x-jwt", key }, hostUri: "https://a.example" };
new DurstSubscriber("press", { ...jwt, externalAuthType: "JWT_SIGNING" });`,
  },
  validateStack: ({ resources }, report) => {
    const unknowns = new UnknownValues();
    const subscriptions = subscriptionsIn(resources, unknowns);
    for (const subscriber of subscribersIn(resources)) {
      if (subscriptions.some(({ subscribers }) => subscribers.includes(subscriber))) continue;
      const unattributed = subscriptions.filter(
        ({ resource, subscribers }) => subscribers.length === 0 && isSameServer(resource, subscriber),
      );
      // A value that is not known yet may be this subscriber's number.
      const isOpen = unattributed.some(
        ({ number }) =>
          number === undefined || unknowns.read(() => [adoptedNumber(subscriber)]) === undefined,
      );
      if (isOpen) continue;
      report(
        "No DurstSubscription in this stack uses this subscriber: add one with the subscriber's id as its subscriberId, or remove the subscriber.",
        subscriber.urn,
      );
    }
    unknowns.rethrow();
  },
};
