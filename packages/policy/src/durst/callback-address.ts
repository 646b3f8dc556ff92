import { canonicalUrl } from "../../../../provider/kinds";

/** Where callbacks arrive, however host and path are spelt and wherever one ends and the other one begins. */
export interface CallbackAddress {
  /** `undefined` where the host is given as `host:port`: nothing says by which of the two it is called. */
  readonly scheme: "http:" | "https:" | undefined;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

/** `undefined` if that is no address. */
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

/** One port takes one scheme in practice, so that `host:port` is the same as a URL of that host and port. */
export const isSameCallbackAddress = (a: CallbackAddress, b: CallbackAddress): boolean =>
  a.host === b.host &&
  a.port === b.port &&
  a.path === b.path &&
  (a.scheme === b.scheme || a.scheme === undefined || b.scheme === undefined);
