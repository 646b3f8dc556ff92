import { textsOf } from "./url-parts";

/** In an address that is a parameter or in the path. */
const userIn =
  /(?:https?:|(?<![a-z\d])[a-z][a-z\d+.-]{1,20}:[\\/]|=[\\/])[\\/]+:*[^\\/?#&\s@:][^\\/?#&\s@]*@/i;

/** An address as a client reads it that is not strict: without what is not seen, with any slashes, of any scheme. `undefined` if it is none. */
export function parseLenientUrl(text: string): URL | undefined {
  const seen = text.replaceAll(/[\s\p{Cc}\p{Cf}]/gu, "").replaceAll("\\", "/");
  const rest = seen.replace(/^(?:[a-z][a-z\d+.-]*:\/+|https?:|\/+)/i, "");
  const url = `https://${rest}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** Whether an address holds a user or password: before an @, or before what some programs do not end the host with. */
export function hasUserInfo(text: string): boolean {
  const address = parseLenientUrl(text);
  if (address !== undefined && `${address.username}${address.password}` !== "") return true;
  const [, authority = ""] = /^(?:[a-z][a-z\d+.-]*:)?[\\/]*([^/?#]*)/i.exec(text.trim()) ?? [];
  if (/[^:@\s]:*@/.test(authority)) return true;
  return address !== undefined && textsOf(address).some((part) => userIn.test(part));
}
