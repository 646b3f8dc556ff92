import { lifecycleNameOf, type ResourceKind } from "./kind";
import type { Properties } from "./properties";

export const packageName = "pulumi-rockit-durst";

/**
 * Thin reference that a dynamic resource's state holds instead of serialized code. The engine evaluates this
 * text in the plugin, in the project's folder. Every stack's state contains it, so it must never change.
 */
export const referenceTo = (lifecycle: string) =>
  `exports.handler=()=>require("${packageName}/lifecycle").${lifecycle}`;

/** The property that holds the reference. */
export const referenceKey = "__provider";

/** The properties without the reference. */
export function withoutReference(properties: Properties): Properties {
  const { [referenceKey]: _, ...own } = properties;
  return own;
}

/** The reference property for inputs and outputs of this kind. */
export const referenceOf = (kind: Pick<ResourceKind, "name">): Properties => ({
  [referenceKey]: referenceTo(lifecycleNameOf(kind)),
});
