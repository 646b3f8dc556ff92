import { failuresOf } from "../dynamic/check";
import { planChange } from "../dynamic/diff";
import { Refusal } from "../dynamic/errors";
import type { Lifecycle, Properties } from "../dynamic/lifecycle";
import { HttpError } from "../http/errors";
import type { ListedSubscription, RockitApi } from "./api";
import { type RockitSubscriptionInputs, rockitSubscriptionInputs } from "./schema";

type Inputs = RockitSubscriptionInputs;
interface Outputs extends Inputs {
  readonly secret: string;
}

/** The same meaning in one form: the events as a sorted set, whether one was named or several. */
function canonical({
  name,
  sender,
  event,
  events,
  type,
  url,
  slackToken,
  channelId,
}: Partial<Inputs>): Properties {
  const set = event === undefined ? events : [event];
  return {
    name,
    sender,
    events: Array.isArray(set) ? [...new Set(set)].sort() : set,
    type,
    url,
    slackToken,
    channelId,
  };
}

/**
 * A ROCKIT Edge subscription. The vendor has no update: every change is a new subscription with a new secret, and
 * since its name is unique the old one has to go first.
 */
export const rockitSubscriptionLifecycle: Lifecycle<RockitApi, Inputs, Outputs> = {
  noun: "ROCKIT subscription",

  label: ({ name, id }) => `"${name ?? id}"`,

  check: (_olds, news) => ({ inputs: news, failures: failuresOf(rockitSubscriptionInputs, news) }),

  diff: (outputs, inputs) =>
    planChange(canonical(outputs), canonical(inputs), { replacing: () => true, deleteBeforeReplace: true }),

  async create({ api }, inputs) {
    try {
      const { secret } = await api.subscribe(inputs);
      return { id: inputs.name, outputs: { ...inputs, secret } };
    } catch (failure) {
      if (failure instanceof HttpError && failure.code === "conflict") {
        throw new Refusal(
          `${failure.message}; a subscription of this name exists already: delete it at ROCKIT if nobody needs it, or choose another name`,
        );
      }
      throw failure;
    }
  },

  async read({ api }, id, outputs) {
    const entry = await api.find(id);
    if (entry === undefined) return undefined;
    return { ...(outputs as Outputs), ...readBack(entry, outputs) };
  },

  update() {
    throw new Refusal("the vendor has no update call; a change must replace the subscription");
  },

  delete: ({ api }, id) => api.unsubscribe(id),

  inputsOf: ({ secret: _, ...inputs }) => inputs,
};

/** What the server says of the fields it says anything of; as declared where it means the same. */
function readBack(entry: ListedSubscription, declared: Partial<Outputs>): Partial<Inputs> {
  const { name, sender, event, events, type, url, channelId } = entry as Partial<Inputs>;
  const single = { name, sender, type, url, channelId };
  const listed = event ?? events;
  if (listed === undefined) return withoutAbsent(single);
  const server = canonical({ event, events }).events;
  const own = canonical(declared).events;
  const same = JSON.stringify(server) === JSON.stringify(own);
  const eventFields = same ? {} : { event: undefined, events: [listed].flat() };
  return { ...withoutAbsent(single), ...eventFields };
}

const withoutAbsent = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
