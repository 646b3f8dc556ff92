import { isDeepStrictEqual } from "node:util";
import type { ResourceKind } from "../resource/kind";
import { meaningOf, readBack as readBackFields, sentFields } from "../resource/meaning";
import type { Properties } from "../resource/properties";
import { canonicalText } from "../resource/text";
import type { RockitSubscriptionInputs } from "./kind";

type Inputs = RockitSubscriptionInputs;

/** Canonical form of a name: a server may store another Unicode form of the same text. */
export const canonicalName = (name: string): string => canonicalText(name);

/**
 * Moves `event` into `events`, which are equivalent. Empty events are dropped: every subscription has some.
 */
function withEvents(properties: object): Properties {
  const { event, events, ...others } = properties as Properties;
  const named = [event ?? [], events ?? []].flat().filter((one) => one !== "");
  return named.length === 0 ? others : { ...others, events: named };
}

/** Canonical form of properties. */
export const canonical = ({ fields }: ResourceKind, properties: object): Properties => {
  const { event: _, ...meaning } = meaningOf(fields, withEvents(properties));
  return meaning;
};

/**
 * Canonical form of declared inputs, for comparison with known ones. If the state has no Slack token, as
 * after an import, the declared one counts as unchanged: the server never returns it.
 */
export function comparable(kind: ResourceKind, declared: Inputs, known: Inputs): Properties {
  const isTokenUnknown =
    known.type === "slack" && declared.type === "slack" && known.slackToken === undefined;
  const meaning = canonical(kind, declared);
  return isTokenUnknown ? { ...meaning, slackToken: undefined } : meaning;
}

/**
 * The server's answer as properties, in the declared spelling where it means the same. If `event` was
 * declared, it stays the field that holds the events: with `ignoreChanges` the engine takes it in place of
 * the program's.
 */
export function readBack(kind: ResourceKind, entry: object, declared: Partial<Inputs>): Properties {
  const own = withEvents(declared);
  const seen = readBackFields(kind, withEvents(entry), own);
  const { event, events } = declared;
  const { events: there } = seen;
  if (isDeepStrictEqual(there, own["events"])) return { ...seen, event, events };
  if (event === undefined || events !== undefined || !Array.isArray(there)) return seen;
  return { ...seen, event: there.length === 1 ? there[0] : there, events: undefined };
}

/** Whether the server's answer does not contradict the declared properties. */
export const matches = (kind: ResourceKind, entry: object, declared: Partial<Inputs>): boolean =>
  isDeepStrictEqual(canonical(kind, readBack(kind, entry, declared)), canonical(kind, declared));

/** Request body that creates a subscription. Several events in `event` are sent as `events`. */
export function requestOf({ fields }: ResourceKind, inputs: Inputs): Properties & { readonly name: string } {
  const { event, ...request } = sentFields(fields, inputs, "creation");
  const { name } = inputs;
  return Array.isArray(event) ? { ...request, name, events: event } : { ...request, name, event };
}
