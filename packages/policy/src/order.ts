import type { PolicyResource } from "@pulumi/policy";

/** A stack's resources in an order of their own: the engine's differs from run to run, and reports would move with it. */
export const inOrder = (resources: readonly PolicyResource[]): PolicyResource[] =>
  [...resources].sort((a, b) => compare(a.name, b.name) || compare(a.urn, b.urn));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
