import { defaultClockTolerance } from "rockit-durst-webhooks";
import { DurstRun } from "../../durst/run";
import { type HttpAnswer, HttpClient } from "../../http/client";
import { isHttpError } from "../../http/errors";
import { operationError } from "../../resource/errors";
import { RockitRun } from "../../rockit/run";
import { fail, type Line, type LineId, ok, warn } from "./lines";
import type { Settings } from "./places";
import { chainOf, type SeenChain } from "./tls";

/** Milliseconds that one look at a server may take, with its repetitions. */
const patience = 15_000;

/** Days in which a certificate has to be renewed soon. */
const soon = 30;

/** A subscriber that no server has: the question is answered only to who may read. */
const nobody = 0;

const anyAnswer = [...Array.from({ length: 200 }, (_, index) => 400 + index)];

/** How a server is reached, and whether it lets this account in; what depends on something that failed is not looked at. */
export async function serverLines(own: Settings): Promise<Line[]> {
  const { vendor, settings } = own;
  const limits = {
    requestTimeout: Math.min(settings.requestTimeout ?? patience, patience),
    totalTimeout: Math.min(settings.totalTimeout ?? patience, patience),
  };
  const { endpoint } = settings;
  const chain =
    endpoint.protocol === "https:" && !isProxied()
      ? await chainOf(settings, limits.requestTimeout)
      : undefined;
  const secure = tlsLines(`${vendor}.tls`, endpoint, chain, vendor);
  const reached = await reach({ ...settings, ...limits });
  if (typeof reached === "string") return [parted(`${vendor}.reach`, reached), ...secure];
  const there = ok(`${vendor}.reach`, `${endpoint.host} answers`);
  const access =
    own.vendor === "rockit"
      ? await rockitAccess(new RockitRun({ ...own.settings, ...limits }))
      : await durstAccess(new DurstRun({ ...own.settings, ...limits }));
  return [there, ...secure, clockLine(`${vendor}.clock`, reached), ...access];
}

/** Any answer will do; no credential is sent. */
async function reach(settings: ConstructorParameters<typeof HttpClient>[0]): Promise<HttpAnswer | string> {
  const client = new HttpClient(settings);
  try {
    return await client.request({ method: "GET", route: [], accept: anyAnswer });
  } catch (failure) {
    return operationError("", failure).reason;
  } finally {
    await client.close();
  }
}

const isProxied = () => ["https_proxy", "HTTPS_PROXY"].some((name) => Boolean(process.env[name]));

function tlsLines(id: LineId, endpoint: URL, chain: SeenChain | undefined, vendor: string): Line[] {
  if (endpoint.protocol === "http:") {
    const here = /^(localhost|127\.|\[::1\])/.test(endpoint.hostname);
    const remedy = `give ${vendor}:endpoint with https, or keep it on a closed network`;
    return here ? [] : [warn(id, `${endpoint.host} is plain http, which shows the credentials`, remedy)];
  }
  if (isProxied()) return [ok(id, "not looked at, because requests go through the proxy of HTTPS_PROXY")];
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
        `if the authority is a private one, give its certificate with ${vendor}:caCertificate; if the name differs, use the certificate's name in ${vendor}:endpoint`,
      ),
    ];
  }
  if (days < soon)
    return [warn(id, `expires in ${days} days: ${shown}`, "the server's operator has to renew it")];
  return [ok(id, shown)];
}

const dayOf = (time: Date) => (Number.isNaN(time.getTime()) ? "(unknown)" : time.toISOString().slice(0, 10));

/** Deliveries are judged by their time: clocks that differ refuse them all. */
function clockLine(id: LineId, { headers }: HttpAnswer): Line {
  const there = Date.parse(String(headers["date"] ?? ""));
  if (Number.isNaN(there)) {
    return warn(id, "the server's answer says no time", "compare its clock with this machine's by hand");
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

async function rockitAccess(api: RockitRun): Promise<Line[]> {
  try {
    await api.client.probe();
    return [
      ok("rockit.access", "lets this account read subscriptions; whether it may make any shows then only"),
    ];
  } catch (failure) {
    const { reason } = operationError("", failure);
    const refused = isHttpError(failure, "unauthorized") || isHttpError(failure, "forbidden");
    const remedy = "or the account lacks the permission subscriptions.read";
    return [parted("rockit.access", refused ? `${reason}, ${remedy}` : reason)];
  } finally {
    await api.close();
  }
}

async function durstAccess(api: DurstRun): Promise<Line[]> {
  try {
    await api.client.login();
  } catch (failure) {
    await api.close();
    return [parted("durst.login", operationError("", failure).reason)];
  }
  const login = ok("durst.login", "accepts user and password");
  try {
    await api.client.readSubscriber(nobody);
    return [
      login,
      ok("durst.access", "lets this account read subscribers; whether it may change any shows then only"),
    ];
  } catch (failure) {
    return [login, parted("durst.access", operationError("", failure).reason)];
  } finally {
    await api.close();
  }
}

/** A sentence of what went wrong, and of what to do after its first colon or semicolon that is followed by a blank. */
function parted(id: LineId, sentence: string): Line {
  const [, what = sentence, remedy = "run the command again later"] =
    /^(.*?)[;:] (.*)$/s.exec(sentence) ?? [];
  return fail(id, what, remedy);
}
