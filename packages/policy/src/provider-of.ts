import type { PolicyResource } from "@pulumi/policy";

/** Names that the engine gives providers without a declaration: `default`, `default_1_2_3`. */
const defaultName = /^default(_\d+_\d+_\d+(_.*)?)?$/;

/**
 * Which provider a resource has: each may lead to another organisation or server. All default ones have the stack's settings, and a provider
 * that is being replaced keeps its URN.
 */
export const providerOf = ({ provider }: Pick<PolicyResource, "provider">): string =>
  provider === undefined || defaultName.test(provider.name) ? "default" : provider.urn;
