import { checkInputs } from "../resource/check";
import { missingOnUpdate, PreconditionError, partialUpdateError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import type { Lifecycle, MayBeUnfinished } from "../resource/lifecycle";
import { meaningOf, readBack, sentFields } from "../resource/meaning";
import { ownedByAnother } from "../resource/object-owners";
import { asReplacement, planChange, replacementRules } from "../resource/plan";
import { createSubscription, deactivateLeftovers, leftovers, type UnfinishedCreation } from "./creation";
import { formatSubscriptionId, parseSubscriberId, parseSubscriptionId } from "./ids";
import { type DurstSubscriptionInputs, durstSubscription } from "./kind";
import type { DurstRun } from "./run";

type Inputs = DurstSubscriptionInputs;

/**
 * `unfinished` marks a change, or a creation: then the number is unknown, and only the excluded ones are
 * known.
 */
interface Outputs extends Inputs, MayBeUnfinished<true | UnfinishedCreation> {}

const isCreating = (unfinished: Outputs["unfinished"]): unfinished is UnfinishedCreation =>
  typeof unfinished === "object";

/**
 * Lifecycle of a Durst subscription: callbacks about a topic to one subscriber. All fields except the
 * subscriber change in place. The vendor has no delete: the subscription is set INACTIVE.
 */
export const durstSubscriptionLifecycleOf = (kind: ResourceKind): Lifecycle<DurstRun, Inputs, Outputs> => ({
  kind,

  check: (_olds, news) => checkInputs(kind, news),

  diff(id, outputs, inputs) {
    const { unfinished } = outputs;
    const [was, wanted] = [meaningOf(kind.fields, outputs), meaningOf(kind.fields, inputs)];
    if (isCreating(unfinished)) {
      return asReplacement(planChange(was, wanted, { requiresReplacement: () => true }), "unfinished");
    }
    const { subscriptionId } = parseSubscriptionId(id);
    return planChange(
      { ...was, existingId: subscriptionId, unfinished },
      { ...wanted, existingId: inputs.existingId ?? subscriptionId },
      replacementRules(kind),
    );
  },

  /** Lists the subscriptions of the subscribers in `scopeIds`. */
  async list({ run }, scopeIds) {
    const lists = scopeIds.map(parseSubscriberId).map(async (subscriberId) => {
      const list = (await run.listSubscriptions(subscriberId)) ?? [];
      return list.map(({ id }) => formatSubscriptionId(subscriberId, id));
    });
    return (await Promise.all(lists)).flat();
  },

  async create(operation, inputs) {
    const { subscriberId, existingId } = inputs;
    if (existingId === undefined) {
      const number = await createSubscription(kind, operation, inputs);
      return { id: formatSubscriptionId(subscriberId, number), outputs: inputs };
    }
    const id = formatSubscriptionId(subscriberId, existingId);
    const { run } = operation;
    const update = () =>
      run
        .updateSubscription(subscriberId, existingId, sentFields(kind.fields, inputs, "change"))
        .catch(partialUpdateError(id, inputs));
    if (await run.adopt(id, update)) return { id, outputs: inputs };
    throw new PreconditionError(
      `the server has no subscription ${id}`,
      "correct existingId, or omit it to create one",
    );
  },

  async read({ run }, id, outputs) {
    const { unfinished } = outputs;
    if (isCreating(unfinished)) {
      const left = await leftovers(kind, run, outputs as Inputs, unfinished.besides);
      return left.length === 0 ? undefined : (outputs as Outputs);
    }
    const { subscriberId, subscriptionId } = parseSubscriptionId(id);
    run.addOwned(subscriberId, subscriptionId);
    const answer = await run.findSubscription(subscriberId, subscriptionId);
    if (answer === undefined) return undefined;
    return { ...outputs, ...readBack(kind, answer, outputs), subscriberId } as Outputs;
  },

  async update({ run }, id, outputs, inputs) {
    const { subscriberId, subscriptionId } = parseSubscriptionId(id);
    run.addOwned(subscriberId, subscriptionId);
    const found = await run
      .updateSubscription(subscriberId, subscriptionId, sentFields(kind.fields, inputs, "change"))
      .catch(partialUpdateError(id, outputs));
    if (!found) throw missingOnUpdate();
    run.markInUse(subscriberId, subscriptionId);
    return inputs;
  },

  async delete({ run, log, isOwnedByAnother }, id, outputs) {
    const { unfinished } = outputs;
    if (isCreating(unfinished)) return deactivateLeftovers(kind, run, outputs, unfinished.besides);
    if (run.isAdopted(id) || isOwnedByAnother(id, outputs)) return log(ownedByAnother);
    const { subscriberId, subscriptionId } = parseSubscriptionId(id);
    await run.unsubscribe(subscriberId, subscriptionId, outputs);
  },

  inputsOf: ({ unfinished: _, ...inputs }) => inputs,
});

export const durstSubscriptionLifecycle = durstSubscriptionLifecycleOf(durstSubscription);
