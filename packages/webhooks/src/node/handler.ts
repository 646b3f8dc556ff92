import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type Answer,
  createDeliveryHandler,
  type DurstWebhookHandlerOptions,
  type IncomingDelivery,
  type RockitWebhookHandlerOptions,
  type WebhookHandlerOptions,
} from "../delivery-handler.ts";
import { readNodeBody } from "./read-node-body.ts";

/**
 * A listener for Node's `http`, also a handler for Express. Resolves when the response is on its way. Never
 * rejects.
 */
export type NodeWebhookHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * `webhookHandler` for Node's `http` and frameworks on top of it, with the same options and answers.
 *
 * It reads the body itself, after the headers are verified, so no body parser may run before it on its route.
 * If one must, let it keep the raw bytes, as `request.body` (`express.raw({ type: () => true })`) or as
 * `request.rawBody`:
 * `express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } })`.
 * A body that was parsed and not kept is answered with 500, and reported to `onError`.
 *
 * Behind a load balancer, set the server's `keepAliveTimeout` longer than the balancer's. Node closes idle
 * connections after 5 s, and a delivery that the balancer sends on one at that moment is lost.
 *
 * @example
 * ```ts
 * const handler = nodeWebhookHandler({ durst: { headerName: "x-durst-signature", key }, onEvent: ({ body }) => queue.push(body) });
 *
 * createServer({ keepAliveTimeout: 65_000 }, handler).listen(8080); // node:http
 * app.post("/durst", handler);                                     // Express, before app.use(express.json())
 *
 * fastify.register(async (scope) => { // Fastify, in a scope that parses no body
 *   scope.removeAllContentTypeParsers();
 *   scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
 *   scope.post("/durst", async (request, reply) => {
 *     reply.hijack();
 *     await handler(request.raw, reply.raw);
 *   });
 * });
 * ```
 *
 * @throws WebhookVerificationError `bad-secret`, at once. With a function for the secret, `onError` gets it
 * at a delivery.
 * @throws TypeError if an option is invalid, or not exactly one of `rockit` and `durst` is given.
 */
export function nodeWebhookHandler(options: RockitWebhookHandlerOptions): NodeWebhookHandler;
export function nodeWebhookHandler(options: DurstWebhookHandlerOptions): NodeWebhookHandler;
export function nodeWebhookHandler(options: WebhookHandlerOptions): NodeWebhookHandler {
  const { answer, report } = createDeliveryHandler(options);
  return async (request, response) => {
    try {
      // Without listeners, an error of either stream would end the process.
      request.on("error", ignore);
      response.on("error", ignore);
      send(request, response, await answer(() => incomingOf(request)));
    } catch (failure) {
      await report(failure);
      quietly(() => response.destroy());
    }
  };
}

const ignore = () => {};

/** Runs `action`, or `otherwise` if it fails. Never throws: if both fail, there is no connection left. */
function quietly(action: () => unknown, otherwise: () => unknown = ignore): void {
  try {
    action();
  } catch {
    if (otherwise !== ignore) quietly(otherwise);
  }
}

function incomingOf(request: IncomingMessage): IncomingDelivery {
  const { method, headers, headersDistinct } = request;
  return {
    method,
    // Node's own requests keep repeated headers apart. Substitutes for a request have only `headers`.
    headers: Object.keys(headersDistinct ?? {}).length > 0 ? headersDistinct : headers,
    contentLength: headers["content-length"],
    read: (limit, seconds) => readNodeBody(request, limit, seconds),
  };
}

/** How long a sender has to notice a rejection while it still sends the body. */
const graceMs = 1000;
/** The largest unread body for which the connection is kept: Node reads and discards the rest. */
const maxDrainedBytes = 65_536;

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  // The server's timeout or the program itself has already responded.
  if (response.headersSent || response.writableEnded || response.destroyed) return;
  const isRead = request.complete || request.readableEnded;
  if (isRead || request.httpVersionMajor >= 2) {
    response.writeHead(status, headers).end(body);
    if (!isRead) response.once("finish", () => quietly(() => closeStream(request)));
    return;
  }
  if (Number(request.headers["content-length"] ?? Number.NaN) <= maxDrainedBytes) {
    response.writeHead(status, headers).end(body);
    after(request, () => request.complete || request.destroy());
    return;
  }
  // The rest of the body is not read, so no other request can follow on this connection. It stays open for a
  // moment: closing it with unread bytes would reset it, and the sender might never see the response.
  const text = body ?? "";
  response.writeHead(status, {
    ...headers,
    connection: "close",
    "content-length": new TextEncoder().encode(text).byteLength,
  });
  response.write(text);
  // A timeout that also responds would find the response begun.
  response.setTimeout(0);
  after(request, () => response.end());
}

/** Runs `action` after the grace period, or when the connection closes. */
function after(request: IncomingMessage, action: () => unknown): void {
  const act = () => {
    clearTimeout(timer);
    quietly(
      () => action(),
      () => request.destroy(),
    );
  };
  const timer = setTimeout(act, graceMs);
  timer.unref();
  request.once("close", act);
}

/** In HTTP/2 each request has a stream, and there is no `connection` header. */
function closeStream(request: IncomingMessage): void {
  (request as { stream?: { close?: (code: number) => void } }).stream?.close?.(0);
}
