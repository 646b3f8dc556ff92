/** A webhook's or host's address; `host:port`, as Durst has it too, counts as one without a scheme. `undefined` if it is none. */
export function addressOf(text: string): URL | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${noScheme}//${text}`;
  return URL.canParse(withScheme) ? new URL(withScheme) : undefined;
}

const noScheme = "none:";

/** Name or address of the host, without brackets, as patterns are compared with it. `undefined` if there is none. */
export const hostOf = (text: string): string | undefined =>
  addressOf(text)
    ?.hostname.replace(/^\[|\]$/g, "")
    .replace(/\.$/, "") || undefined;
