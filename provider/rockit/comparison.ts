import { isDeepStrictEqual } from "node:util";
import type { ListedSubscription } from "./run";
import type { RockitSubscriptionInputs } from "./schema";

type Inputs = RockitSubscriptionInputs;

/**
 * The same meaning in one form: the events as a sorted set, whether one was named or several. What is only read when a
 * subscription is created has no part in it.
 */
export function canonical({
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

/**
 * What is declared, in the form in which it is compared with what is known. The server never tells a Slack token: where the state has none
 * either, as after an import, there is nothing to compare the declared one with, and it counts as the one that is there.
 */
export function comparable(declared: Inputs, known: Partial<Inputs>) {
  const nothingKnown = known.type === "slack" && declared.type === "slack" && known.slackToken === undefined;
  return nothingKnown ? { ...canonical(declared), slackToken: undefined } : canonical(declared);
}

/** What the server says of the fields it says anything of; as declared where it means the same. */
export function readBack(entry: ListedSubscription, declared: Partial<Inputs>): Partial<Inputs> {
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

/** Whether nothing that the server says of a subscription contradicts what is declared. */
export const matches = (entry: ListedSubscription, declared: Partial<Inputs>): boolean =>
  isDeepStrictEqual(canonical({ ...declared, ...readBack(entry, declared) }), canonical(declared));

const withoutAbsent = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
