// A URN: urn:pulumi:<stack>::<project>::<types>::<name>. A resource says of its provider the URN and, after two colons more, the id.

/** A resource's name in the program. */
export const nameIn = (urn: string): string => urn.split("::").slice(3).join("::");

/** `project/stack`: two stacks may have one name, in two projects. */
export function stackIn(urn: string): string | undefined {
  const [stack, project] = urn.replace(/^urn:pulumi:/, "").split("::");
  return stack && project ? `${project}/${stack}` : undefined;
}

/** The provider's URN, of what a resource says of its provider. */
export const providerUrnIn = (reference: string): string => reference.slice(0, reference.lastIndexOf("::"));

/** Whether the engine made the provider, of the stack's configuration. */
export const isDefaultProvider = (urn: string): boolean => /::default(_\d+_\d+_\d+)?$/.test(urn);
