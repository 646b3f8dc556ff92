import { leftovers } from "../../durst/creation";
import { formatSubscriptionId, parseSubscriptionId } from "../../durst/ids";
import { type DurstSubscriptionInputs, durstSubscription } from "../../durst/kind";
import type { DurstRun } from "../../durst/run";
import type { CleanupFinding, PendingCreate } from "../vendor/vendor";

/**
 * Looks up the subscription that a killed update was creating: one that equals its inputs and that no
 * resource owns.
 */
export async function subscriptionCleanup({
  inputs: declared,
  ownedIds,
  request,
}: PendingCreate<DurstRun>): Promise<CleanupFinding> {
  const inputs = declared as unknown as DurstSubscriptionInputs;
  const { subscriberId } = inputs;
  const excludedIds = ownedIds
    .filter((id) => durstSubscription.id.pattern.test(id))
    .map(parseSubscriptionId)
    .filter((numbers) => numbers.subscriberId === Number(subscriberId))
    .map(({ subscriptionId }) => subscriptionId);
  const left = await request("looking for", (run) => leftovers(durstSubscription, run, inputs, excludedIds));
  if (left.length === 0) return { finding: "was not created" };
  const ids = left.map(({ id }) => formatSubscriptionId(subscriberId, id)).join(", ");
  return {
    finding: `was created (${ids}), and no resource manages it: will be set INACTIVE`,
    remove: () =>
      request("setting INACTIVE", async (run) => {
        for (const { id } of left) await run.unsubscribe(subscriberId, id, inputs);
      }),
  };
}

/** Durst can't list subscribers, so one that a killed update was creating can't be looked up. */
export const subscriberCleanup = async (): Promise<CleanupFinding> => ({
  finding:
    "may have been created. Durst can't list subscribers, so it can't be looked up. A subscriber that was left behind has no subscriptions and receives nothing",
});
