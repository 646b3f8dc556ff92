/** Type and name in a URN. */
export interface NamedResource {
  /** Its type token. */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
}

/** Parses `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. The name may contain any characters. */
export function parseUrn(urn: string): NamedResource {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}
