// A stack whose resources have providers, which the served policies are not told of: several servers in one program.
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { type Resource, types } from "../served.ts";

/** What a stack policy says, with the name of the provider before each of the resources; all values are known. */
export async function judgedWithProviders(
  policy: StackValidationPolicy,
  resources: readonly (readonly [provider: string, resource: Resource])[],
): Promise<string[]> {
  const said: string[] = [];
  const made = resources.map(([provider, { type, name = "it", props = {} }]): PolicyResource => {
    const is = (wanted: object) => "__pulumiType" in wanted && wanted.__pulumiType === types[type];
    return {
      type: types[type],
      name,
      urn: name,
      props,
      provider: { type: types.provider, name: provider, urn: provider, props: {} },
      opts: {
        protect: false,
        ignoreChanges: [],
        aliases: [],
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
        additionalSecretOutputs: [],
      },
      dependencies: [],
      propertyDependencies: {},
      isType: is,
      asType: (wanted) => (is(wanted) ? (props as never) : undefined),
    };
  });
  const byName = new Map(made.map((resource) => [resource.name, resource]));
  resources.forEach(([, { from = {} }], index) => {
    for (const [property, names] of Object.entries(from))
      (made[index] as PolicyResource).propertyDependencies[property] = names.flatMap(
        (name) => byName.get(name) ?? [],
      );
  });
  await policy.validateStack(
    {
      resources: made,
      stackTags: new Map(),
      getConfig: <T>() => ({}) as T,
      notApplicable: (reason): never => {
        throw new Error(reason);
      },
    },
    (violation, urn) => said.push(`${urn}: ${violation}`),
  );
  return said;
}
