// A URN: urn:pulumi:<stack>::<project>::<types>::<name>. A resource refers to its provider by <URN>::<id>.

/** A resource's name in the program. */
export const nameIn = (urn: string): string => urn.split("::").slice(3).join("::");

/** `project/stack`: two projects may have stacks of the same name. */
export function stackIn(urn: string): string | undefined {
  const [stack, project] = urn.replace(/^urn:pulumi:/, "").split("::");
  return stack && project ? `${project}/${stack}` : undefined;
}

/** The provider's URN, from a resource's reference. */
export const providerUrnIn = (reference: string): string => reference.slice(0, reference.lastIndexOf("::"));

/** Whether the engine created the provider, from the stack's configuration. */
export const isDefaultProvider = (urn: string): boolean => /::default(_\d+_\d+_\d+)?$/.test(urn);
