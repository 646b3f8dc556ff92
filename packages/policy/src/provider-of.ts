import type { PolicyResource } from "@pulumi/policy";

/** Names of default providers: `default`, `default_1_2_3`. */
const defaultName = /^default(_\d+_\d+_\d+(_.*)?)?$/;

/**
 * Identifies a resource's provider: each one may be another organisation or server. All default providers
 * have the stack's settings. A provider keeps its URN while it is being replaced.
 */
export const providerOf = ({ provider }: Pick<PolicyResource, "provider">): string =>
  provider === undefined || defaultName.test(provider.name) ? "default" : provider.urn;
