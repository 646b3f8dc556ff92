import { failuresOf } from "../dynamic/check";
import { planChange } from "../dynamic/diff";
import { goneMeanwhile, Refusal } from "../dynamic/errors";
import type { Lifecycle, Properties } from "../dynamic/lifecycle";
import type { DurstApi, SubscriptionAnswer } from "./api";
import { asNumber, numbersOf } from "./ids";
import { type DurstSubscriptionInputs, durstSubscriptionInputs } from "./schema";

type Inputs = DurstSubscriptionInputs;

/**
 * The same meaning in one form: the server appends a slash to a path. What is only read when a subscription is created has no
 * part in it.
 */
function canonical({ subscriberId, topic, path, status }: Inputs): Properties {
  return { subscriberId, topic, path: withSlash(path), status };
}

const withSlash = (path: string | undefined) =>
  path === undefined || path.endsWith("/") ? path : `${path}/`;

/**
 * A Durst subscription: a topic that one subscriber is called back about. All but the subscriber changes in place. The
 * vendor has no delete for it: unsubscribing is setting it INACTIVE.
 */
export const durstSubscriptionLifecycle: Lifecycle<DurstApi, Inputs, Inputs> = {
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
    const { subscriptionId } = numbersOf(id);
    return planChange(
      { ...canonical(outputs), existingId: subscriptionId },
      { ...canonical(inputs), existingId: inputs.existingId ?? subscriptionId },
      {
        replacing: (field) => field === "subscriberId" || field === "existingId",
        deleteBeforeReplace: false,
      },
    );
  },

  async create({ api }, inputs) {
    const { subscriberId, existingId, ...request } = inputs;
    if (existingId === undefined) {
      const { id } = await api.createSubscription(subscriberId, request);
      return { id: `${subscriberId}/${id}`, outputs: inputs };
    }
    const converged = await api.updateSubscription(subscriberId, existingId, request);
    if (converged) return { id: `${subscriberId}/${existingId}`, outputs: inputs };
    throw new Refusal(
      `the server has no subscription ${subscriberId}/${existingId}: correct existingId, or leave it out to create one`,
    );
  },

  async read({ api }, id, outputs) {
    const { subscriberId, subscriptionId } = numbersOf(id);
    const answer = await api.findSubscription(subscriberId, subscriptionId);
    return answer === undefined ? undefined : readBack(subscriberId, answer, outputs);
  },

  async update({ api }, id, _outputs, inputs) {
    const { subscriberId, subscriptionId } = numbersOf(id);
    const { topic, path, status } = inputs;
    const found = await api.updateSubscription(subscriberId, subscriptionId, { topic, path, status });
    if (!found) throw goneMeanwhile();
    return inputs;
  },

  async delete({ api }, id, { topic, path }) {
    const { subscriberId, subscriptionId } = numbersOf(id);
    await api.updateSubscription(subscriberId, subscriptionId, { topic, path, status: "INACTIVE" });
  },

  inputsOf: (outputs) => outputs,
};

/** What the server says; the path as declared where it means the same. */
function readBack(subscriberId: number, answer: SubscriptionAnswer, declared: Partial<Inputs>): Inputs {
  const { path, topic, status } = answer as unknown as Inputs;
  const samePath = withSlash(declared.path) === withSlash(path);
  return {
    subscriberId,
    topic,
    path: samePath ? declared.path : path,
    status,
    publishInitialState: declared.publishInitialState,
    existingId: declared.existingId,
  };
}
