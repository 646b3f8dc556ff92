import { textsOf } from "./url-parts";

/** A user in a URL that is a parameter or part of the path. */
const userIn =
  /(?:https?:|(?<![a-z\d])[a-z][a-z\d+.-]{1,20}:[\\/]|=[\\/])[\\/]+:*[^\\/?#&\s@:][^\\/?#&\s@]*@/i;

/**
 * Parses a URL as lenient clients do: without invisible characters, with any slashes and any scheme.
 * `undefined` if it is not a URL.
 */
export function parseLenientUrl(text: string): URL | undefined {
  const seen = text.replaceAll(/[\s\p{Cc}\p{Cf}]/gu, "").replaceAll("\\", "/");
  const rest = seen.replace(/^(?:[a-z][a-z\d+.-]*:\/+|https?:|\/+)/i, "");
  const url = `https://${rest}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

/**
 * Whether a URL contains a user or password: before an @, also where some programs would end the host
 * earlier.
 */
export function hasUserInfo(text: string): boolean {
  const address = parseLenientUrl(text);
  if (address !== undefined && `${address.username}${address.password}` !== "") return true;
  const [, authority = ""] = /^(?:[a-z][a-z\d+.-]*:)?[\\/]*([^/?#]*)/i.exec(text.trim()) ?? [];
  if (/[^:@\s]:*@/.test(authority)) return true;
  return address !== undefined && textsOf(address).some((part) => userIn.test(part));
}
