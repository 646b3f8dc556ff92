import { randomInt } from "node:crypto";
import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { Connections } from "./connections.ts";
import type { FaultSupport } from "./faults/fault-support.ts";
import { addFaultHooks } from "./faults/hooks.ts";
import { FaultPlan } from "./faults/plan.ts";
import type { Faults } from "./faults/types.ts";
import { HttpError } from "./http-error.ts";
import { isLogin, type MutableRecord, RequestLog } from "./recording.ts";

/** A received body before validation by a route. */
interface ReceivedBody {
  readonly text: string;
  readonly parsed: { readonly json: unknown } | undefined;
}

export interface SimulatedServer {
  readonly app: FastifyInstance;
  readonly log: RequestLog;
  readonly faults: Faults;
  /** Resolves to the address with the base path, without a slash at its end. */
  listen(port: number): Promise<string>;
  outage(): Promise<void>;
  recover(): Promise<void>;
  close(): Promise<void>;
}

/** PEM texts. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A port outside the ephemeral range, so that no connection of the engine takes it during an outage. */
const nonEphemeralPort = () => randomInt(20_000, 32_000);

const unroutedPath = "/not-a-valid-path";

/** A Fastify server that records every request and leaves validation to its routes. */
export function createServer(
  basePath: string,
  support: FaultSupport,
  tls?: ServerCertificate,
): SimulatedServer {
  const log = new RequestLog();
  const records = new WeakMap<FastifyRequest, MutableRecord>();
  const routes = new Set<string>(["unknown"]);
  const plan = new FaultPlan(support, routes);
  const app: FastifyInstance = Fastify({
    https: tls ?? null,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 16_384 },
    // Fastify answers a malformed path before any hook could record it.
    rewriteUrl: ({ url = "/" }) => (isValidPath(url) ? url : unroutedPath),
  });

  const connections = new Connections(app.server);
  const recordBody = (request: FastifyRequest, received: ReceivedBody) => {
    const record = records.get(request);
    if (record && received.text !== "" && !isLogin(record.path))
      record.body = received.parsed ? received.parsed.json : received.text;
    return received;
  };
  const routeOf = (method: string, pattern: string) => `${method} ${withoutBasePath(basePath, pattern)}`;
  app.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat()) routes.add(routeOf(each, url));
  });

  // This hook runs first, for every request, even if no route serves it.
  app.addHook("onRequest", async (request) => {
    const pattern = request.routeOptions.url;
    records.set(
      request,
      log.recordArrival({
        method: request.method,
        url: withoutBasePath(basePath, request.originalUrl),
        route: pattern === undefined ? "unknown" : routeOf(request.method, pattern),
        headers: request.headers,
      }),
    );
  });
  addFaultHooks(app, {
    support,
    plan,
    recordOf: (request) => records.get(request),
    recordBody: (request, bytes) => void recordBody(request, decodeBody(bytes)),
    cutConnectionsExcept: (request) => connections.cutAllExcept(request.raw.socket.remotePort),
  });
  // This hook runs last, after the server has acted and before the answer is sent.
  app.addHook("onSend", async (request, reply) => {
    const record = records.get(request);
    if (record) record.status = reply.statusCode;
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (request: FastifyRequest, bytes: Buffer) => {
    return recordBody(request, decodeBody(bytes));
  });

  return {
    app,
    log,
    faults: plan,
    async listen(port) {
      for (;;) {
        try {
          return (await app.listen({ host: "127.0.0.1", port: port || nonEphemeralPort() })) + basePath;
        } catch (failure) {
          if (port !== 0 || (failure as NodeJS.ErrnoException).code !== "EADDRINUSE") throw failure;
        }
      }
    },
    outage: () => connections.stop(),
    recover: () => connections.listenAgain(),
    async close() {
      await app.close();
      await plan.heal();
    },
  };
}

/** The JSON value of a request's body. Throws an HttpError for another content type, an unsupported content encoding or broken JSON. */
export function jsonBodyOf(request: FastifyRequest): unknown {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json *(; *charset="?utf-8"? *)?$/i.test(type)) {
    throw new HttpError(415, "the content-type must be application/json");
  }
  if (request.headers["content-encoding"] !== undefined)
    throw new HttpError(415, "no content-encoding is supported");
  const received = request.body as ReceivedBody | undefined;
  if (!received?.parsed) throw new HttpError(400, "the body is not JSON");
  return received.parsed.json;
}

export function refuseBody(request: FastifyRequest): void {
  const { "content-length": length = "0", "transfer-encoding": encoding } = request.headers;
  if (length !== "0" || encoding !== undefined) throw new HttpError(400, `a ${request.method} takes no body`);
}

export function textOf(request: FastifyRequest): string {
  return (request.body as ReceivedBody | undefined)?.text ?? "";
}

export function queryOf(request: FastifyRequest): URLSearchParams {
  const mark = request.originalUrl.indexOf("?");
  return new URLSearchParams(mark === -1 ? "" : request.originalUrl.slice(mark + 1));
}

export function refuseQuery(request: FastifyRequest): void {
  for (const name of queryOf(request).keys()) throw new HttpError(400, `unknown query parameter ${name}`);
}

function decodeBody(bytes: Buffer): ReceivedBody {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    try {
      return { text, parsed: { json: JSON.parse(text) } };
    } catch {
      return { text, parsed: undefined };
    }
  } catch {
    return { text: bytes.toString("latin1"), parsed: undefined };
  }
}

/** Whether RFC 3986 allows the path: no raw space, no raw umlaut, no `%` without two digits. */
function isValidPath(url: string): boolean {
  const path = url.split("?", 1)[0] ?? "";
  if (!/^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})+$/.test(path)) return false;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function withoutBasePath(basePath: string, path: string): string {
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}
