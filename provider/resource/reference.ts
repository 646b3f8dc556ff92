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

/** The reference among properties, if there is one. */
export const referenceIn = ({ [referenceKey]: reference }: Properties): Properties =>
  reference === undefined ? {} : { [referenceKey]: reference };
