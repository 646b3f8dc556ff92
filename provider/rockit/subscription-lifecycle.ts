import { randomBytes } from "node:crypto";
import { failuresOf } from "../dynamic/check";
import { planChange } from "../dynamic/diff";
import { Refusal } from "../dynamic/errors";
import type { Lifecycle, Properties } from "../dynamic/lifecycle";
import { isHttpError } from "../http/errors";
import type { ListedSubscription, RockitApi } from "./api";
import { type RockitSubscriptionInputs, rockitSubscriptionInputs } from "./schema";

type Inputs = RockitSubscriptionInputs;
interface Outputs extends Inputs {
  /** Missing only for one that Pulumi did not create and only reads. */
  readonly secret?: string | undefined;
  /** When the secret was given, ISO 8601. */
  readonly secretIssuedAt?: string | undefined;
}

/**
 * The same meaning in one form: the events as a sorted set, whether one was named or several. What is only read when a
 * subscription is created has no part in it.
 */
function canonical({
  name,
  sender,
  event,
  events,
  type,
  url,
  slackToken,
  channelId,
  rotationTrigger,
}: Partial<Inputs>) {
  const set = event === undefined ? events : [event];
  return {
    name,
    sender,
    events: Array.isArray(set) ? [...new Set(set)].sort() : set,
    type,
    url,
    slackToken,
    channelId,
    rotationTrigger,
  };
}

/** A name of its own for a subscription that was declared without one; kept for as long as the object lives. */
function withName(olds: Properties, news: Properties): Properties {
  const { name, namePrefix } = news;
  if (name !== undefined || typeof namePrefix !== "string") return news;
  return { ...news, name: olds["name"] ?? `${namePrefix}-${randomBytes(4).toString("hex").slice(1)}` };
}

/**
 * A ROCKIT Edge subscription. The vendor has no update: every change is a new subscription with a new secret. Names are unique, so
 * that under the same name the old one has to go first; under a name that we make, the new one comes first and no event is missed.
 */
export const rockitSubscriptionLifecycle: Lifecycle<RockitApi, Inputs, Outputs> = {
  noun: "ROCKIT subscription",

  label: ({ name, id }) => `"${name ?? id}"`,

  check(olds, news) {
    const inputs = withName(olds, news);
    return { inputs, failures: failuresOf(rockitSubscriptionInputs, inputs) };
  },

  diff(_id, outputs, inputs) {
    const madeName = inputs.namePrefix !== undefined;
    const plan = planChange(canonical(outputs), canonical(inputs), {
      replacing: () => true,
      deleteBeforeReplace: !madeName && inputs.name === outputs.name,
    });
    const rotates = plan.replaces.length > 0 && outputs.type === "webhook" && inputs.type === "webhook";
    return rotates ? { ...plan, note: rotationNote(plan.replaces) } : plan;
  },

  async create({ api, say }, inputs) {
    const { onConflict, rotationTrigger: _, namePrefix: __, ...request } = inputs;
    const subscribe = async () => {
      const { secret } = await api.subscribe(request);
      return { id: inputs.name, outputs: { ...inputs, secret, secretIssuedAt: new Date().toISOString() } };
    };
    try {
      return await subscribe();
    } catch (failure) {
      if (!isHttpError(failure, "conflict")) throw failure;
      if (onConflict !== "replace") throw new Refusal(`${failure.message}; ${waysOut(inputs.name)}`);
      await api.unsubscribe(inputs.name);
      say(
        "one of this name existed and is replaced, as onConflict says; its signing secret verifies nothing any more",
      );
      return subscribe();
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

  inputsOf: ({ secret: _, secretIssuedAt: __, ...inputs }) => inputs,
};

const rotationNote = (fields: readonly string[]) =>
  `a change of ${fields.join(", ")} replaces it and gives it a new signing secret, which its receiver must learn`;

const waysOut = (name: string) =>
  `a subscription of this name exists already: choose another name, or leave the name out and have one made; or set onConflict to "replace", which deletes the existing one, for whoever uses it too; or keep it as it is and only read it, with RockitSubscription.get("…", ${JSON.stringify(name)})`;

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
