import type { PolicyResource } from "@pulumi/policy";

/**
 * A stack's resources in an order of their own, since the engine's differs from run to run and reports would move with it. While a resource
 * is being replaced a state can have it twice, the new one first: that one counts.
 */
export const sortResources = (resources: readonly PolicyResource[]): PolicyResource[] =>
  [...firstByUrn(resources).values()].sort((a, b) => compare(a.name, b.name) || compare(a.urn, b.urn));

const firstByUrn = (resources: readonly PolicyResource[]): Map<string, PolicyResource> =>
  new Map(resources.toReversed().map((resource) => [resource.urn, resource]));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
