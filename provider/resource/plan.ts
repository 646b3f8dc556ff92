import { isDeepStrictEqual } from "node:util";
import type { ResourceKind } from "./kind";
import type { Plan } from "./lifecycle";
import type { Properties } from "./properties";
import { hasUnknown } from "./unknown";

/** The same plan for an object that has to go first and come anew, whatever else differs. */
export const asReplacement = (plan: Plan, because: string): Plan => ({
  changes: [...plan.changes, because],
  replaces: [...plan.replaces, because],
  deleteBeforeReplace: true,
});

/**
 * Plans a change from two sets of properties in their canonical form, in which the same meaning has the same
 * value. A value that is still unknown counts as changed.
 */
export function planChange(
  was: Properties,
  wanted: Properties,
  rules: { requiresReplacement: (field: string) => boolean; deleteBeforeReplace?: boolean },
): Plan {
  const fields = new Set([...Object.keys(was), ...Object.keys(wanted)]);
  const changes = [...fields].filter(
    (field) => hasUnknown(wanted[field]) || !isDeepStrictEqual(was[field], wanted[field]),
  );
  const replaces = changes.filter(rules.requiresReplacement);
  return {
    changes,
    replaces,
    deleteBeforeReplace: replaces.length > 0 && rules.deleteBeforeReplace === true,
  };
}

/** Which changes replace an object of a kind: what its fields say. */
export const replacementRules = ({ fields }: Pick<ResourceKind, "fields">) => ({
  requiresReplacement: (field: string) => fields[field]?.onChange === "replaces",
});
