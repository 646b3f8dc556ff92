import { lifecycleNameOf, type ResourceKind } from "./kind";
import type { Properties } from "./properties";

export const packageName = "pulumi-rockit-durst";

/**
 * What a dynamic resource's state says instead of its code: the engine evaluates this text in the plugin, from the project's folder. It is part of
 * every stack's state, so it stays as it is for good.
 */
export const referenceTo = (lifecycle: string) =>
  `exports.handler=()=>require("${packageName}/lifecycle").${lifecycle}`;

/** The property that holds it. */
export const referenceKey = "__provider";

/** The properties that are the resource's own. */
export function withoutReference(properties: Properties): Properties {
  const { [referenceKey]: _, ...own } = properties;
  return own;
}

/** The property by which the dynamic host finds the code of a resource of this kind, for inputs and outputs in a state. */
export const referenceOf = (kind: Pick<ResourceKind, "name">): Properties => ({
  [referenceKey]: referenceTo(lifecycleNameOf(kind)),
});
