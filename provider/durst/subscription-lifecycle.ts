import { failuresOf } from "../resource/check";
import { planChange, replacing } from "../resource/plan";
import { goneMeanwhile, PreconditionError, unfinishedChange } from "../resource/errors";
import type { Lifecycle, MayBeUnfinished, Properties } from "../resource/lifecycle";
import type { DurstRun, SubscriptionAnswer } from "./run";
import { type Besides, createSubscription, deactivate, leftovers } from "./creation";
import { asNumber, numbersOf } from "./ids";
import { withSlash } from "./paths";
import { type DurstSubscriptionInputs, durstSubscriptionInputs } from "./schema";

type Inputs = DurstSubscriptionInputs;

/** A change may be unfinished, or a creation: then the number is not known, only which ones it is not. */
interface Outputs extends Inputs, MayBeUnfinished<true | Besides> {}

const isCreating = (unfinished: Outputs["unfinished"]): unfinished is Besides =>
  typeof unfinished === "object";

/**
 * The same meaning in one form: the server appends a slash to a path. What is only read when a subscription is created has no
 * part in it.
 */
function canonical({ subscriberId, topic, path, status }: Inputs): Properties {
  return { subscriberId, topic, path: withSlash(path), status };
}

/**
 * A Durst subscription: a topic that one subscriber is called back about. All but the subscriber changes in place. The
 * vendor has no delete for it: unsubscribing is setting it INACTIVE.
 */
export const durstSubscriptionLifecycle: Lifecycle<DurstRun, Inputs, Outputs> = {
  noun: "Durst subscription",

  label: ({ id, subscriberId, topic }) =>
    id === undefined ? `of ${topic} for subscriber ${subscriberId}` : `${id}`,

  check(_olds, news) {
    const numbers = Object.entries(news)
      .filter(([field]) => field === "subscriberId" || field === "existingId")
      .map(([field, id]) => [field, asNumber(id)]);
    const inputs = { status: "ACTIVE", ...news, ...Object.fromEntries(numbers) };
    return { inputs, failures: failuresOf(durstSubscriptionInputs, inputs) };
  },

  diff(id, outputs, inputs) {
    const { unfinished } = outputs;
    if (isCreating(unfinished)) {
      const plan = planChange(canonical(outputs), canonical(inputs), { replacing: () => true });
      return replacing(plan, "unfinished");
    }
    const { subscriptionId } = numbersOf(id);
    return planChange(
      { ...canonical(outputs), existingId: subscriptionId, unfinished },
      { ...canonical(inputs), existingId: inputs.existingId ?? subscriptionId },
      {
        replacing: (field) => field === "subscriberId" || field === "existingId",
        deleteBeforeReplace: false,
      },
    );
  },

  async create(operation, inputs) {
    const { subscriberId, existingId, ...request } = inputs;
    if (existingId === undefined) {
      const number = await createSubscription(operation, inputs);
      return { id: `${subscriberId}/${number}`, outputs: inputs };
    }
    const id = `${subscriberId}/${existingId}`;
    const converged = await operation.api
      .updateSubscription(subscriberId, existingId, request)
      .catch(unfinishedChange(id, inputs));
    if (converged) return { id, outputs: inputs };
    throw new PreconditionError(
      `the server has no subscription ${id}: correct existingId, or leave it out to create one`,
    );
  },

  async read({ api }, id, outputs) {
    const { unfinished } = outputs;
    if (isCreating(unfinished)) {
      const left = await leftovers(api, outputs as Inputs, unfinished.besides);
      return left.length === 0 ? undefined : (outputs as Outputs);
    }
    const { subscriberId, subscriptionId } = numbersOf(id);
    const answer = await api.findSubscription(subscriberId, subscriptionId);
    return answer === undefined ? undefined : readBack(subscriberId, answer, outputs);
  },

  async update({ api }, id, outputs, inputs) {
    const { subscriberId, subscriptionId } = numbersOf(id);
    const { topic, path, status } = inputs;
    const found = await api
      .updateSubscription(subscriberId, subscriptionId, { topic, path, status })
      .catch(unfinishedChange(id, outputs));
    if (!found) throw goneMeanwhile();
    return inputs;
  },

  async delete({ api }, id, outputs) {
    const { topic, path, unfinished } = outputs;
    if (isCreating(unfinished)) return deactivate(api, outputs, unfinished.besides);
    const { subscriberId, subscriptionId } = numbersOf(id);
    await api.unsubscribe(subscriberId, { id: subscriptionId, topic, path });
  },

  inputsOf: ({ unfinished: _, ...inputs }) => inputs,
};

/** What the server says; the path as declared where it means the same. */
function readBack(subscriberId: number, answer: SubscriptionAnswer, declared: Partial<Outputs>): Outputs {
  const { path, topic, status } = answer as unknown as Inputs;
  const samePath = withSlash(declared.path) === withSlash(path);
  return {
    subscriberId,
    topic,
    path: samePath ? declared.path : path,
    status,
    publishInitialState: declared.publishInitialState,
    existingId: declared.existingId,
    unfinished: declared.unfinished,
  };
}
