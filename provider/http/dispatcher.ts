import { ADDRCONFIG, type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { buildConnector, Dispatcher } from "undici";
import { defaultLimits, type EndpointSettings } from "./endpoint";
import { proxyFor } from "./proxy";
import { secureContextTrusting } from "./tls";
import { undici } from "./undici";

/** The connections to an endpoint, and whether they go through a proxy. */
export interface Route {
  readonly dispatcher: Dispatcher;
  readonly proxied: boolean;
}

/**
 * Opens the route to an endpoint.
 * @throws HttpError if a proxy variable is malformed, or Node.js is too old
 */
export function routeTo(settings: EndpointSettings): Route {
  const { Agent, Pool, ProxyAgent } = undici();
  const { endpoint, caCertificate, requestTimeout = defaultLimits.requestTimeout } = settings;
  const timeout = Math.min(defaultLimits.connectTimeout, requestTimeout);
  const proxy = proxyFor(endpoint);
  const secure = [endpoint, proxy].some((url) => url?.protocol === "https:");
  const tls =
    secure && caCertificate !== undefined ? { secureContext: secureContextTrusting(caCertificate) } : {};
  // After connecting, the client's own deadlines apply.
  const limits = {
    connections: settings.maxConnections ?? defaultLimits.maxConnections,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  };
  if (proxy === undefined)
    return { dispatcher: new Agent({ ...limits, connect: connector({ ...tls, timeout }) }), proxied: false };
  const dispatcher = new ProxyAgent({
    ...limits,
    uri: proxy.href,
    connectTimeout: timeout,
    requestTls: tls,
    // A proxy that inspects TLS usually has a certificate of the same private authority.
    proxyTls: { ...tls, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: Math.ceil(timeout / 2) },
    // Limits the wait for a proxy that never answers CONNECT.
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: timeout }),
  });
  return { dispatcher, proxied: true };
}

/** As Node.js does by default: asks only for address families that this machine has. */
const hints = process.platform === "win32" ? 0 : ADDRCONFIG;

/**
 * Divides the connect timeout among a host's addresses: Node.js gives each 250 ms, too little on a slow
 * network. The address that answered last is tried first, so a dead one costs its wait only once.
 */
function connector(options: buildConnector.BuildOptions & { readonly timeout: number }) {
  const { buildConnector } = undici();
  const direct = buildConnector({ ...options, allowH2: false });
  let lastAddress: string | undefined;
  const connect: buildConnector.connector = (wanted, callback) => {
    const { hostname } = wanted;
    if (isIP(hostname) !== 0) return direct(wanted, callback);
    lookup(hostname, { all: true, hints }, (failure, found) => {
      if (failure !== null) return callback(failure, null);
      const addresses = found.toSorted(
        (one, other) => Number(other.address === lastAddress) - Number(one.address === lastAddress),
      );
      const autoSelectFamilyAttemptTimeout = Math.ceil(options.timeout / addresses.length);
      const known = { lookup: resolvedTo(addresses), autoSelectFamily: true, autoSelectFamilyAttemptTimeout };
      buildConnector({ ...options, ...known, allowH2: false })(wanted, (...outcome) => {
        lastAddress = outcome[1]?.remoteAddress ?? lastAddress;
        callback(...outcome);
      });
    });
  };
  return connect;
}

/** A `lookup` that returns addresses that are already resolved. */
const resolvedTo =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? "", first?.family);
  };
