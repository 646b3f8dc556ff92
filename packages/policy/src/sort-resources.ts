import type { PolicyResource } from "@pulumi/policy";

/**
 * Sorts a stack's resources by name: the engine's order differs from run to run, and reports would differ
 * with it. While a resource is being replaced, a state can contain it twice. The new one comes first and is
 * kept.
 */
export const sortResources = (resources: readonly PolicyResource[]): PolicyResource[] =>
  [...firstByUrn(resources).values()].sort((a, b) => compare(a.name, b.name) || compare(a.urn, b.urn));

const firstByUrn = (resources: readonly PolicyResource[]): Map<string, PolicyResource> =>
  new Map(resources.toReversed().map((resource) => [resource.urn, resource]));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
