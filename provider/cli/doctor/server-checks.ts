import { lookup } from "node:dns/promises";
import { defaultClockTolerance } from "rockit-durst-webhooks";
import { setting, spelledKey, type VendorSettings } from "../../config/settings";
import { type HttpAnswer, HttpClient } from "../../http/client";
import { isLoopback, misunderstoodExemption, proxyFor } from "../../http/proxy";
import type { Closeable } from "../../resource/vendor";
import { type Check, fail, ok, warn } from "../print/check";
import { counted } from "../print/counted";
import { oneLine } from "../print/terminal";
import { operationFor, type VendorCommands } from "../vendor/vendor";
import { type CertificateChain, certificateChainOf } from "./certificate-chain";
import type { ConfiguredServer } from "./configured-servers";
import { failedRequestCheck } from "./failed-request-check";

/** Milliseconds for one check of a server, with its retries. */
const checkTimeout = 15_000;

/** Days before expiry from which a certificate is reported. */
const expiryWarningDays = 30;

const errorStatuses = [...Array.from({ length: 200 }, (_, index) => 400 + index)];

/** Checks whether a server is reachable and accepts the account; skips checks that depend on a failed one. */
export async function serverChecks(
  { vendor, source }: ConfiguredServer,
  settings: VendorSettings<object>,
): Promise<Check[]> {
  const { namespace } = vendor.row.settings;
  const limits = {
    requestTimeout: Math.min(settings.requestTimeout ?? checkTimeout, checkTimeout),
    totalTimeout: Math.min(settings.totalTimeout ?? checkTimeout, checkTimeout),
  };
  const { endpoint } = settings;
  const chain =
    endpoint.protocol === "https:" && !isProxied(endpoint)
      ? await certificateChainOf(settings, limits.requestTimeout)
      : undefined;
  const tls = tlsChecks(`${namespace}.tls`, endpoint, chain, (name) =>
    spelledKey(setting(vendor.row.settings, name).key, source),
  );
  const reached = await reach(`${namespace}.reach`, { ...settings, ...limits });
  const proxy = await proxyChecks(`${namespace}.proxy`, endpoint);
  if (!("headers" in reached)) return [...proxy, reached, ...tls];
  const reachable = ok(`${namespace}.reach`, `${endpoint.host} answers`);
  const run: Closeable = vendor.row.connect({ ...settings, ...limits });
  try {
    const access = await accessChecks(vendor, run);
    return [...proxy, reachable, ...tls, clockCheck(`${namespace}.clock`, reached), ...access];
  } finally {
    await run.close();
  }
}

/** Sends a request without credentials; any answer counts. */
async function reach(
  id: string,
  settings: ConstructorParameters<typeof HttpClient>[0],
): Promise<HttpAnswer | Check> {
  let client: HttpClient | undefined;
  try {
    client = new HttpClient(settings);
    return await client.request({ method: "GET", route: [], accept: errorStatuses });
  } catch (failure) {
    return failedRequestCheck(id, failure);
  } finally {
    await client?.close();
  }
}

/** The proxy for requests; "unusable" if the variable is malformed, in which case no request is sent. */
function proxyOf(endpoint: URL): URL | "unusable" | undefined {
  try {
    return proxyFor(endpoint);
  } catch {
    return "unusable";
  }
}

const isProxied = (endpoint: URL) => proxyOf(endpoint) !== undefined;

async function proxyChecks(id: string, endpoint: URL): Promise<Check[]> {
  const proxy = proxyOf(endpoint);
  // The request itself reports a malformed variable.
  if (!(proxy instanceof URL)) return [];
  const what = `requests go through the proxy ${proxy.host}`;
  const found = await lookup(endpoint.hostname, { all: true }).catch(() => []);
  const addresses = found.map(({ address }) => address);
  const entry = misunderstoodExemption(endpoint, addresses);
  if (entry === undefined) return [ok(id, what)];
  return [
    warn(
      id,
      `${what}; the entry ${oneLine(entry, 100)} of NO_PROXY does not apply`,
      `to bypass the proxy, add ${endpoint.hostname} itself to NO_PROXY: it takes names, suffixes, addresses and ranges, and resolves no names`,
    ),
  ];
}

function tlsChecks(
  id: string,
  endpoint: URL,
  chain: CertificateChain | undefined,
  keyOf: (name: string) => string,
): Check[] {
  if (endpoint.protocol === "http:") {
    const remedy = `use https in ${keyOf("endpoint")}, or keep the server on a closed network`;
    return isLoopback(endpoint.hostname)
      ? []
      : [warn(id, `${endpoint.host} uses http: the network can read the credentials`, remedy)];
  }
  if (isProxied(endpoint)) return [ok(id, "not checked: requests go through the proxy in HTTPS_PROXY")];
  if (chain === undefined) return [];
  const shown = chain.certificates
    .map(({ subject, issuer, until }) => `${subject}, by ${issuer}, until ${dayOf(until)}`)
    .join("; ");
  const first = Math.min(...chain.certificates.map(({ until }) => until.getTime()));
  const days = Math.floor((first - Date.now()) / 86_400_000);
  if (days < 0)
    return [fail(id, `a certificate has expired: ${shown}`, "ask the server's operator to renew it")];
  if (chain.refused !== undefined) {
    return [
      fail(
        id,
        `not trusted (${chain.refused}): ${shown}`,
        `for a private authority, set its certificate in ${keyOf("caCertificate")}; if the name differs, use the certificate's name in ${keyOf("endpoint")}`,
      ),
    ];
  }
  if (days < expiryWarningDays)
    return [
      warn(id, `expires in ${counted(days, "day")}: ${shown}`, "ask the server's operator to renew it"),
    ];
  return [ok(id, shown)];
}

const dayOf = (time: Date) => (Number.isNaN(time.getTime()) ? "(unknown)" : time.toISOString().slice(0, 10));

/** Receivers reject deliveries whose time differs too much from their clock. */
function clockCheck(id: string, { headers }: HttpAnswer): Check {
  const serverTime = Date.parse(String(headers["date"] ?? ""));
  if (Number.isNaN(serverTime)) {
    return warn(id, "the server's answer has no date", "compare its clock with this machine's by hand");
  }
  const seconds = Math.round((serverTime - Date.now()) / 1000);
  const differ = `${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} this machine`;
  if (Math.abs(seconds) <= defaultClockTolerance)
    return ok(id, seconds === 0 ? "same as this machine" : differ);
  return fail(
    id,
    `the server's clock is ${differ}`,
    `set both by NTP: receivers reject deliveries that differ by more than ${defaultClockTolerance} s`,
  );
}

/** The vendor's own checks; without them, whether the account may list objects of the first kind. */
async function accessChecks({ row, access }: VendorCommands, run: Closeable): Promise<Check[]> {
  if (access !== undefined) return access.check(run);
  const id = `${row.settings.namespace}.access`;
  try {
    await row.lifecycles[0]?.list(operationFor(run), []);
    return [ok(id, "the account may list objects; only a creation shows whether it may create them")];
  } catch (failure) {
    return [failedRequestCheck(id, failure)];
  }
}
