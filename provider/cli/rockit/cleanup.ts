import { isSameId } from "../../resource/kind";
import { type RockitSubscriptionInputs, rockitSubscription } from "../../rockit/kind";
import { matches } from "../../rockit/meaning";
import type { RockitRun } from "../../rockit/run";
import type { CleanupFinding, PendingCreate } from "../vendor/vendor";

/** Looks up the subscription that a killed update was creating, by its name. */
export async function subscriptionCleanup({
  inputs,
  ownedIds,
  request,
}: PendingCreate<RockitRun>): Promise<CleanupFinding> {
  const { name } = inputs as unknown as RockitSubscriptionInputs;
  if (ownedIds.some((id) => isSameId(rockitSubscription, id, name)))
    return { finding: "managed by the stack: kept" };
  const entry = await request("looking for", (run) => run.lookUp(name));
  if (entry === undefined) return { finding: "was not created" };
  if (!matches(rockitSubscription, entry, inputs))
    return { finding: "a subscription with this name exists, but differs from the program: kept" };
  return {
    finding: "was created, but its signing secret is lost: will be deleted",
    remove: () => request("deleting", (run) => run.unsubscribe(name)),
  };
}
