import { canonicalUrl } from "../../../../provider/kinds";

/** The canonical address at which callbacks arrive, of host and path together. */
export interface CallbackAddress {
  /** `undefined` for `host:port`, which does not tell the scheme. */
  readonly scheme: "http:" | "https:" | undefined;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

/** `undefined` if host and path are not an address. */
export function callbackAddress(hostUri: string, path: string): CallbackAddress | undefined {
  const hasScheme = /^https?:\/\//i.test(hostUri);
  const base = (hasScheme ? hostUri : `http://${hostUri}`).replace(/\/$/, "");
  const whole = canonicalUrl(`${base}/${path}`);
  if (!URL.canParse(whole)) return undefined;
  const { protocol, hostname, port, pathname, search } = new URL(whole);
  return {
    scheme: !hasScheme ? undefined : protocol === "https:" ? "https:" : "http:",
    host: hostname,
    port: port || (protocol === "https:" ? "443" : "80"),
    path: pathname.replace(/\/$/, "") + search,
  };
}

/** In practice a port speaks one scheme only, so `host:port` equals a URL of that host and port. */
export const isSameCallbackAddress = (a: CallbackAddress, b: CallbackAddress): boolean =>
  a.host === b.host &&
  a.port === b.port &&
  a.path === b.path &&
  (a.scheme === b.scheme || a.scheme === undefined || b.scheme === undefined);
