import { tokensOf } from "../../resource/kind";
import { rockitSubscription } from "../../rockit/kind";
import type { KnownStack } from "../state/stacks";
import { nameIn } from "../state/urn";
import type { OrphanWords, ServerObject } from "../vendor/vendor";

/** What a person is told of a subscription that no stack owns. */
export const orphanOf = (
  { id, summary, properties }: ServerObject,
  stacks: readonly KnownStack[],
): OrphanWords => ({
  what: [...summary, ...targetOf(properties)].join(" ") || undefined,
  will: "is deleted, and its signing secret with it",
  madeFor: madeFor(id, stacks),
});

/** Of one whose receiver the server does not tell, at least of which type it is. */
function targetOf({ url, channelId, type }: ServerObject["properties"]): string[] {
  const isTold = channelId !== undefined || (url !== undefined && URL.canParse(String(url)));
  return isTold || type === undefined ? [] : [`to ${type}`];
}

/**
 * For which resource auto-naming made a name, if it did, and which stacks have one of that name. A stack that was not given may have it
 * too: the mark is a hint and no proof.
 */
function madeFor(name: string, stacks: readonly KnownStack[]): OrphanWords["madeFor"] {
  const [, prefix] = /^(.+)-[0-9a-f]{7}$/s.exec(name) ?? [];
  if (prefix === undefined) return undefined;
  const tokens = tokensOf(rockitSubscription);
  const declaring = stacks.filter(({ state }) =>
    state.resources.some(
      ({ type, urn, inputs }) => tokens.includes(type) && (inputs?.["namePrefix"] ?? nameIn(urn)) === prefix,
    ),
  );
  return { name: prefix, stacks: declaring.map(({ label }) => label) };
}
