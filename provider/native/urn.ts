/** What a URN says of a resource. */
export interface NamedResource {
  /** Its type token. */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`, of which a name may have anything in it. */
export function parseUrn(urn: string): NamedResource {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}
