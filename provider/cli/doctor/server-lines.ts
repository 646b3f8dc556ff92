import { lookup } from "node:dns/promises";
import { defaultClockTolerance } from "rockit-durst-webhooks";
import { displayKey, setting, type VendorSettings } from "../../config/settings";
import { HttpClient, type HttpResponse } from "../../http/client";
import { isLoopback, mismatchedNoProxyEntry, proxyFor } from "../../http/proxy";
import type { Closeable } from "../../resource/vendor";
import { fail, type Line, ok, warn } from "../print/lines";
import { plain } from "../print/terminal";
import { operationWith, type VendorCommands } from "../vendor/vendor";
import { failedRequest } from "./failed-request";
import type { Place } from "./places";
import { chainOf, type SeenChain } from "./tls";

/** Milliseconds that one look at a server may take, with its repetitions. */
const patience = 15_000;

/** Days in which a certificate has to be renewed soon. */
const soon = 30;

const anyAnswer = [...Array.from({ length: 200 }, (_, index) => 400 + index)];

/** How a server is reached, and whether it lets this account in; what depends on something that failed is not looked at. */
export async function serverLines(
  { vendor, source }: Place,
  settings: VendorSettings<object>,
): Promise<Line[]> {
  const { namespace } = vendor.row.settings;
  const limits = {
    requestTimeout: Math.min(settings.requestTimeout ?? patience, patience),
    totalTimeout: Math.min(settings.totalTimeout ?? patience, patience),
  };
  const { endpoint } = settings;
  const chain =
    endpoint.protocol === "https:" && !isProxied(endpoint)
      ? await chainOf(settings, limits.requestTimeout)
      : undefined;
  const secure = tlsLines(`${namespace}.tls`, endpoint, chain, (name) =>
    displayKey(setting(vendor.row.settings, name).key, source),
  );
  const reached = await reach(`${namespace}.reach`, { ...settings, ...limits });
  const proxy = await proxyLines(`${namespace}.proxy`, endpoint);
  if (!("headers" in reached)) return [...proxy, reached, ...secure];
  const there = ok(`${namespace}.reach`, `${endpoint.host} answers`);
  const run: Closeable = vendor.row.connect({ ...settings, ...limits });
  try {
    const access = await accessLines(vendor, run);
    return [...proxy, there, ...secure, clockLine(`${namespace}.clock`, reached), ...access];
  } finally {
    await run.close();
  }
}

/** Any answer will do; no credential is sent. */
async function reach(
  id: string,
  settings: ConstructorParameters<typeof HttpClient>[0],
): Promise<HttpResponse | Line> {
  let client: HttpClient | undefined;
  try {
    client = new HttpClient(settings);
    return await client.request({ method: "GET", route: [], accept: anyAnswer });
  } catch (failure) {
    return failedRequest(id, failure);
  } finally {
    await client?.close();
  }
}

/** The proxy in between; a variable that names no usable one keeps requests back as well. */
function proxyOf(endpoint: URL): URL | "unusable" | undefined {
  try {
    return proxyFor(endpoint);
  } catch {
    return "unusable";
  }
}

const isProxied = (endpoint: URL) => proxyOf(endpoint) !== undefined;

async function proxyLines(id: string, endpoint: URL): Promise<Line[]> {
  const proxy = proxyOf(endpoint);
  // What is unusable fails the request, which says so.
  if (!(proxy instanceof URL)) return [];
  const what = `requests go through the proxy ${proxy.host}`;
  const found = await lookup(endpoint.hostname, { all: true }).catch(() => []);
  const addresses = found.map(({ address }) => address);
  const meant = mismatchedNoProxyEntry(endpoint, addresses);
  if (meant === undefined) return [ok(id, what)];
  return [
    warn(
      id,
      `${what}; the entry ${plain(meant, 100)} of NO_PROXY does not apply`,
      `if it was meant, add ${endpoint.hostname} itself to NO_PROXY, which takes names, suffixes, addresses and ranges, and resolves no name`,
    ),
  ];
}

function tlsLines(
  id: string,
  endpoint: URL,
  chain: SeenChain | undefined,
  keyOf: (name: string) => string,
): Line[] {
  if (endpoint.protocol === "http:") {
    const remedy = `give ${keyOf("endpoint")} with https, or keep it on a closed network`;
    return isLoopback(endpoint.hostname)
      ? []
      : [warn(id, `${endpoint.host} is plain http, which shows the credentials`, remedy)];
  }
  if (isProxied(endpoint))
    return [ok(id, "not looked at, because requests go through the proxy of HTTPS_PROXY")];
  if (chain === undefined) return [];
  const shown = chain.certificates
    .map(({ subject, issuer, until }) => `${subject}, by ${issuer}, until ${dayOf(until)}`)
    .join("; ");
  const first = Math.min(...chain.certificates.map(({ until }) => until.getTime()));
  const days = Math.floor((first - Date.now()) / 86_400_000);
  if (days < 0)
    return [fail(id, `a certificate has expired: ${shown}`, "the server's operator has to renew it")];
  if (chain.refused !== undefined) {
    return [
      fail(
        id,
        `not trusted (${chain.refused}): ${shown}`,
        `if the authority is a private one, give its certificate with ${keyOf("caCertificate")}; if the name differs, use the certificate's name in ${keyOf("endpoint")}`,
      ),
    ];
  }
  if (days < soon)
    return [warn(id, `expires in ${days} days: ${shown}`, "the server's operator has to renew it")];
  return [ok(id, shown)];
}

const dayOf = (time: Date) => (Number.isNaN(time.getTime()) ? "(unknown)" : time.toISOString().slice(0, 10));

/** Deliveries are judged by their time: clocks that differ refuse them all. */
function clockLine(id: string, { headers }: HttpResponse): Line {
  const there = Date.parse(String(headers["date"] ?? ""));
  if (Number.isNaN(there)) {
    return warn(id, "the server's answer has no date", "compare its clock with this machine's by hand");
  }
  const seconds = Math.round((there - Date.now()) / 1000);
  const differ = `${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} this machine`;
  if (Math.abs(seconds) <= defaultClockTolerance) return ok(id, seconds === 0 ? "the same as here" : differ);
  return fail(
    id,
    `the server's clock is ${differ}`,
    `set both by NTP: receivers refuse deliveries beyond ${defaultClockTolerance} s`,
  );
}

/** A vendor's own words, or whether the account may list objects of the first kind. */
async function accessLines({ row, access }: VendorCommands, run: Closeable): Promise<Line[]> {
  if (access !== undefined) return access.look(run);
  const id = `${row.settings.namespace}.access`;
  try {
    await row.lifecycles[0]?.list(operationWith(run), []);
    return [ok(id, "this account may list objects; whether it may create any shows at the first creation")];
  } catch (failure) {
    return [failedRequest(id, failure)];
  }
}
