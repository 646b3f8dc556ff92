import { isSameId } from "../../resource/kind";
import { type RockitSubscriptionInputs, rockitSubscription } from "../../rockit/kind";
import { matches } from "../../rockit/meaning";
import type { RockitRun } from "../../rockit/run";
import type { Creation, Leftover } from "../vendor/vendor";

/** What a killed run may have made of a subscription: its name tells. */
export async function leftoverOf({ inputs, owned, during }: Creation<RockitRun>): Promise<Leftover> {
  const { name } = inputs as unknown as RockitSubscriptionInputs;
  if (owned.some((id) => isSameId(rockitSubscription, id, name)))
    return { finding: "owned by the stack: stays" };
  const entry = await during("looking for", (run) => run.lookUp(name));
  if (entry === undefined) return { finding: "was not created" };
  if (!matches(rockitSubscription, entry, inputs))
    return { finding: "exists under this name, but differs from the declaration: stays" };
  return {
    finding: "was created, and its signing secret is lost: will be deleted",
    retire: () => during("deleting", (run) => run.unsubscribe(name)),
  };
}
