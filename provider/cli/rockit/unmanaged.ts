import { tokensOf } from "../../resource/kind";
import { rockitSubscription } from "../../rockit/kind";
import type { KnownStack } from "../state/stacks";
import { nameIn } from "../state/urn";
import type { ServerObject, UnmanagedDescription } from "../vendor/vendor";

/** Describes a subscription that no stack manages. */
export const describeUnmanaged = (
  { id, summary, properties }: ServerObject,
  stacks: readonly KnownStack[],
): UnmanagedDescription => ({
  description: [...summary, ...readTarget(properties)].join(" ") || undefined,
  effect: "will be deleted with its signing secret",
  generatedFor: generatedFor(id, stacks),
});

/** The type, if the server shows neither URL nor channel. */
function readTarget({ url, channelId, type }: ServerObject["properties"]): string[] {
  const isShown = channelId !== undefined || (url !== undefined && URL.canParse(String(url)));
  return isShown || type === undefined ? [] : [`to ${type}`];
}

/**
 * The resource that an auto-generated name was made for, and the stacks with such a resource. A hint, no
 * proof: a stack that was not named may have one too.
 */
function generatedFor(name: string, stacks: readonly KnownStack[]): UnmanagedDescription["generatedFor"] {
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
