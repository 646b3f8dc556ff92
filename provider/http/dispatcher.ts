import { ADDRCONFIG, type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { buildConnector, Dispatcher } from "undici";
import { defaultLimits, type EndpointSettings } from "./endpoint";
import { proxyFor } from "./proxy";
import { contextTrusting } from "./tls";
import { undici } from "./undici";

/** The connections to an endpoint, and whether they go through a proxy. */
export interface Route {
  readonly dispatcher: Dispatcher;
  readonly proxied: boolean;
}

/** @throws HttpError if the environment names no usable proxy, or Node.js is too old. */
export function routeTo(settings: EndpointSettings): Route {
  const { Agent, Pool, ProxyAgent } = undici();
  const { endpoint, caCertificate, requestTimeout = defaultLimits.requestTimeout } = settings;
  const timeout = Math.min(defaultLimits.connectTimeout, requestTimeout);
  const proxy = proxyFor(endpoint);
  const secure = [endpoint, proxy].some((url) => url?.protocol === "https:");
  const tls = secure && caCertificate !== undefined ? { secureContext: contextTrusting(caCertificate) } : {};
  // The client's own deadlines cover what follows the connecting.
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
    // A proxy that looks into TLS has a certificate of the same private authority as a rule.
    proxyTls: { ...tls, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: Math.ceil(timeout / 2) },
    // A proxy that accepts CONNECT and never answers it.
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: timeout }),
  });
  return { dispatcher, proxied: true };
}

/** As Node.js asks: for no addresses of a kind that this machine has none of. */
const hints = process.platform === "win32" ? 0 : ADDRCONFIG;

/**
 * Gives each address of a name its share of the time for connecting, where Node.js gives 250 ms: too little for a slow network. The one
 * that answered last comes first, so that a dead one is waited for once.
 */
function connector(options: buildConnector.BuildOptions & { readonly timeout: number }) {
  const { buildConnector } = undici();
  const direct = buildConnector({ ...options, allowH2: false });
  let last: string | undefined;
  const connect: buildConnector.connector = (wanted, callback) => {
    const { hostname } = wanted;
    if (isIP(hostname) !== 0) return direct(wanted, callback);
    lookup(hostname, { all: true, hints }, (failure, found) => {
      if (failure !== null) return callback(failure, null);
      const addresses = found.toSorted(
        (one, other) => Number(other.address === last) - Number(one.address === last),
      );
      const autoSelectFamilyAttemptTimeout = Math.ceil(options.timeout / addresses.length);
      const known = { lookup: answering(addresses), autoSelectFamily: true, autoSelectFamilyAttemptTimeout };
      buildConnector({ ...options, ...known, allowH2: false })(wanted, (...outcome) => {
        last = outcome[1]?.remoteAddress ?? last;
        callback(...outcome);
      });
    });
  };
  return connect;
}

const answering =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? "", first?.family);
  };
