import { isDeepStrictEqual } from "node:util";
import type { ResourceKind } from "../resource/kind";
import { meaningOf, readBack as readBackFields, sentFields } from "../resource/meaning";
import type { Properties } from "../resource/properties";
import { canonicalText } from "../resource/text";
import type { RockitSubscriptionInputs } from "./kind";

type Inputs = RockitSubscriptionInputs;

/** The form in which names are compared: a server may store another spelling of the same Unicode text. */
export const canonicalName = (name: string): string => canonicalText(name);

/** One event is a set of one: two fields say the same. A subscription without events does not exist: a list without any says nothing. */
function withEvents(properties: object): Properties {
  const { event, events, ...others } = properties as Properties;
  const named = [event ?? [], events ?? []].flat().filter((one) => one !== "");
  return named.length === 0 ? others : { ...others, events: named };
}

/** The same meaning in one form. */
export const canonical = ({ fields }: ResourceKind, properties: object): Properties => {
  const { event: _, ...meaning } = meaningOf(fields, withEvents(properties));
  return meaning;
};

/**
 * What is declared, in the form in which it is compared with what is known. The server never tells a Slack token: where the state has none
 * either, as after an import, there is nothing to compare the declared one with, and it counts as the one that is there.
 */
export function comparable(kind: ResourceKind, declared: Inputs, known: Inputs): Properties {
  const nothingKnown = known.type === "slack" && declared.type === "slack" && known.slackToken === undefined;
  const meaning = canonical(kind, declared);
  return nothingKnown ? { ...meaning, slackToken: undefined } : meaning;
}

/**
 * What the server says of a subscription; as declared where it means the same, or where the server does not say it. Where `event` was
 * declared, it stays the field that says what is there: the engine puts it in place of the program's if the program ignores its changes.
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

/** Whether nothing that the server says of a subscription contradicts what is declared. */
export const matches = (kind: ResourceKind, entry: object, declared: Partial<Inputs>): boolean =>
  isDeepStrictEqual(canonical(kind, readBack(kind, entry, declared)), canonical(kind, declared));

/** What is sent to create a subscription; several events in `event` can only be sent as `events`. */
export function requestOf({ fields }: ResourceKind, inputs: Inputs): Properties & { readonly name: string } {
  const { event, ...request } = sentFields(fields, inputs, "creation");
  const { name } = inputs;
  return Array.isArray(event) ? { ...request, name, events: event } : { ...request, name, event };
}
