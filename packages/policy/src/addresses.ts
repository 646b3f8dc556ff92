import { readAddress } from "./address/read-address";

/** A webhook's address, for its parts other than the host: `readAddress` is for that. `undefined` if it is none. */
export function addressOf(text: string): URL | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${noScheme}//${text}`;
  return URL.canParse(withScheme) ? new URL(withScheme) : undefined;
}

const noScheme = "none:";

/** Name or address of the host; `undefined` if it is ambiguous. */
export function hostOf(text: string): string | undefined {
  const address = readAddress(text);
  return address === "ambiguous" ? undefined : address.host.text;
}
