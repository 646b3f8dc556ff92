import { nameOf, rockitSubscriptionType } from "../state/ownership";
import type { KnownStack } from "../state/stacks";

/**
 * For which resource auto-naming made a name, if it did, and which stacks have one of that name. A stack that was not given may have it
 * too: the mark is a hint and no proof.
 */
export function madeFor(name: string, stacks: readonly KnownStack[]) {
  const [, prefix] = /^(.+)-[0-9a-f]{7}$/s.exec(name) ?? [];
  if (prefix === undefined) return undefined;
  const declaring = stacks.filter(({ state }) =>
    state.resources.some(
      (resource) =>
        resource.type === rockitSubscriptionType &&
        (resource.inputs?.["namePrefix"] ?? nameOf(resource)) === prefix,
    ),
  );
  return { name: prefix, stacks: declaring.map(({ label }) => label) };
}
