import { leftovers } from "../../durst/creation";
import { formatSubscriptionId, parseSubscriptionId } from "../../durst/ids";
import { type DurstSubscriptionInputs, durstSubscription } from "../../durst/kind";
import type { DurstRun } from "../../durst/run";
import type { Creation, Leftover } from "../vendor/vendor";

/** What a killed run may have made of a subscription: what is as declared, and no resource's own. */
export async function subscriptionLeftover({
  inputs: declared,
  owned,
  during,
}: Creation<DurstRun>): Promise<Leftover> {
  const inputs = declared as unknown as DurstSubscriptionInputs;
  const { subscriberId } = inputs;
  const besides = owned
    .filter((id) => durstSubscription.id.pattern.test(id))
    .map(parseSubscriptionId)
    .filter((numbers) => numbers.subscriberId === Number(subscriberId))
    .map(({ subscriptionId }) => subscriptionId);
  const left = await during("looking for", (run) => leftovers(durstSubscription, run, inputs, besides));
  if (left.length === 0) return { finding: "was not created" };
  const ids = left.map(({ id }) => formatSubscriptionId(subscriberId, id)).join(", ");
  return {
    finding: `was created (${ids}), and no resource owns it: will be set INACTIVE`,
    retire: () =>
      during("setting INACTIVE", async (run) => {
        for (const { id } of left) await run.unsubscribe(subscriberId, id, inputs);
      }),
  };
}

/** What a killed run may have made of a subscriber: Durst has no list to look it up in. */
export const subscriberLeftover = async (): Promise<Leftover> => ({
  finding:
    "may have been created; Durst can't list subscribers, so it can't be looked up. A subscriber that was left behind has no subscriptions and receives nothing",
});
