export const packageName = "pulumi-rockit-durst";

/**
 * What a resource's state says instead of its code: the engine evaluates this text in the plugin, from the project's folder. It is part of
 * every stack's state, so it stays as it is for good.
 */
export const referenceTo = (lifecycle: string) =>
  `exports.handler=()=>require("${packageName}/lifecycle").${lifecycle}`;

/** The property that holds it. */
export const referenceKey = "__provider";
