import { isDeepStrictEqual } from "node:util";
import type { ResourceKind } from "../resource/kind";
import { meaningOf, readBack as readBackFields } from "../resource/meaning";
import type { Properties } from "../resource/properties";
import type { RockitSubscriptionInputs } from "./kind";

type Inputs = RockitSubscriptionInputs;

/** A name in the one form of those that mean the same; a server may keep another one than it was sent. */
export const canonicalName = (name: string): string => name.normalize("NFC");

/** One event is a set of one: two fields say the same. */
function withEvents(properties: object): Properties {
  const { event, ...others } = properties as Properties;
  return event === undefined ? others : { ...others, events: [event] };
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

/** What the server says of a subscription; as declared where it means the same, or where the server does not say it. */
export function readBack(kind: ResourceKind, entry: object, declared: Partial<Inputs>): Properties {
  const own = withEvents(declared);
  const seen = readBackFields(kind, withEvents(entry), own);
  const { event, events } = declared;
  return isDeepStrictEqual(seen["events"], own["events"]) ? { ...seen, event, events } : seen;
}

/** Whether nothing that the server says of a subscription contradicts what is declared. */
export const matches = (kind: ResourceKind, entry: object, declared: Partial<Inputs>): boolean =>
  isDeepStrictEqual(canonical(kind, readBack(kind, entry, declared)), canonical(kind, declared));
