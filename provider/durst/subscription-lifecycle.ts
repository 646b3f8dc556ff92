import { failuresOf } from "../dynamic/check";
import { planChange } from "../dynamic/diff";
import { Refusal } from "../dynamic/errors";
import type { Lifecycle, Properties } from "../dynamic/lifecycle";
import type { DurstApi, SubscriptionAnswer } from "./api";
import { numbersOf } from "./ids";
import { type DurstSubscriptionInputs, durstSubscriptionInputs } from "./schema";

type Inputs = DurstSubscriptionInputs;

/** The same meaning in one form: the server appends a slash to a path, and looks at publishInitialState once only. */
function canonical({ publishInitialState: _, ...inputs }: Inputs): Properties {
  return { ...inputs, path: withSlash(inputs.path) };
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
    const inputs = { status: "ACTIVE", ...news, subscriberId: asNumber(news["subscriberId"]) };
    return { inputs, failures: failuresOf(durstSubscriptionInputs, inputs) };
  },

  diff: (outputs, inputs) =>
    planChange(canonical(outputs), canonical(inputs), {
      replacing: (field) => field === "subscriberId",
      deleteBeforeReplace: false,
    }),

  async create({ api }, { subscriberId, ...request }) {
    const { id } = await api.createSubscription(subscriberId, request);
    return { id: `${subscriberId}/${id}`, outputs: { subscriberId, ...request } };
  },

  async read({ api }, id, outputs) {
    const { subscriberId, subscriptionId } = numbersOf(id);
    const all = await api.listSubscriptions(subscriberId);
    const answer = all?.find((entry) => entry.id === subscriptionId);
    return answer === undefined ? undefined : readBack(subscriberId, answer, outputs);
  },

  async update({ api }, id, _outputs, inputs) {
    const { subscriberId, subscriptionId } = numbersOf(id);
    const { topic, path, status } = inputs;
    const found = await api.updateSubscription(subscriberId, subscriptionId, { topic, path, status });
    if (!found)
      throw new Refusal(
        "the server has it no more: run `pulumi refresh`, then `pulumi up` to create it again",
      );
    return inputs;
  },

  async delete({ api }, id, { topic, path }) {
    const { subscriberId, subscriptionId } = numbersOf(id);
    await api.updateSubscription(subscriberId, subscriptionId, { topic, path, status: "INACTIVE" });
  },

  inputsOf: (outputs) => outputs,
};

/** A subscriber's id is a text to the engine and a number to the vendor. */
const asNumber = (id: unknown) => (typeof id === "string" && /^\d{1,10}$/.test(id) ? Number(id) : id);

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
  };
}
