import { isDeepStrictEqual } from "node:util";
import type { ResourceKind } from "./kind";
import type { Plan } from "./lifecycle";
import type { Properties } from "./properties";
import { hasUnknown } from "./unknown";

/** The plan as a replacement that deletes the old object first. */
export const asReplacement = (plan: Plan, because: string): Plan => ({
  changes: [...plan.changes, because],
  replaces: [...plan.replaces, because],
  deleteBeforeReplace: true,
});

/** Plans a change from two sets of canonical properties. A value that is still unknown counts as changed. */
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

/** Replacement rules of a kind, from its fields. */
export const replacementRules = ({ fields }: Pick<ResourceKind, "fields">) => ({
  requiresReplacement: (field: string) => fields[field]?.onChange === "replaces",
});
