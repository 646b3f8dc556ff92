import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type Answer,
  answering,
  type DurstWebhookHandlerOptions,
  type Incoming,
  type RockitWebhookHandlerOptions,
  type WebhookHandlerOptions,
} from "../answer.ts";
import { readNodeRequest } from "./read.ts";

/** A listener of Node's `http`, also a handler of Express. Resolves when the answer is on its way; never rejects. */
export type NodeWebhookHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * `webhookHandler` for Node's `http` and what is built on it, with the same options and answers.
 *
 * It reads the body itself, after the headers are verified, so no body parser may run before it on its route. Where
 * one must, let it keep the raw bytes, as `request.body` (`express.raw({ type: () => true })`) or as `request.rawBody`
 * (`express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } })`). A body that was parsed and
 * not kept is answered with 500, and `onError` is told.
 *
 * Behind a load balancer set the server's `keepAliveTimeout` longer than the balancer's: Node closes idle connections
 * after 5 s, and a delivery that the balancer puts on one in that moment is lost.
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
 * @throws WebhookVerificationError `bad-secret`, at once and not at the first delivery (but from a function, at a delivery,
 * where `onError` gets it).
 * @throws TypeError if an option is not what it must be, or not exactly one of `rockit` and `durst` is given.
 */
export function nodeWebhookHandler(options: RockitWebhookHandlerOptions): NodeWebhookHandler;
export function nodeWebhookHandler(options: DurstWebhookHandlerOptions): NodeWebhookHandler;
export function nodeWebhookHandler(options: WebhookHandlerOptions): NodeWebhookHandler {
  const { answer, report } = answering(options);
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

/** Does it, or else the other; never throws. Where both fail the connection is gone, or is no connection. */
function quietly(action: () => unknown, otherwise: () => unknown = ignore): void {
  try {
    action();
  } catch {
    if (otherwise !== ignore) quietly(otherwise);
  }
}

function incomingOf(request: IncomingMessage): Incoming {
  const { method, headers, headersDistinct } = request;
  return {
    method,
    // Where Node itself read the request it tells repeated headers apart; what stands in for a request has only `headers`.
    headers: Object.keys(headersDistinct ?? {}).length > 0 ? headersDistinct : headers,
    contentLength: headers["content-length"],
    read: (limit, seconds) => readNodeRequest(request, limit, seconds),
  };
}

/** How long a sender has to notice that it is rejected in the middle of its body. */
const graceMs = 1000;
/** The largest unread body for which a connection is kept: Node reads it to the end and drops it. */
const drained = 65_536;

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  // Something else has answered: a timeout of the server, or the program itself.
  if (response.headersSent || response.writableEnded || response.destroyed) return;
  const isRead = request.complete || request.readableEnded;
  if (isRead || request.httpVersionMajor >= 2) {
    response.writeHead(status, headers).end(body);
    if (!isRead) response.once("finish", () => quietly(() => closeStream(request)));
    return;
  }
  if (Number(request.headers["content-length"] ?? Number.NaN) <= drained) {
    response.writeHead(status, headers).end(body);
    after(request, () => request.complete || request.destroy());
    return;
  }
  // The rest of the body is not read, so that nothing else can follow on this connection. It stays open for a moment:
  // closed with unread bytes in it, it is reset, and the sender may never see the answer.
  const text = body ?? "";
  response.writeHead(status, {
    ...headers,
    connection: "close",
    "content-length": new TextEncoder().encode(text).byteLength,
  });
  response.write(text);
  // A timeout of the program's that answers, too, would find the response begun.
  response.setTimeout(0);
  after(request, () => response.end());
}

/** Does it after the grace, or when the connection closes. */
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

/** HTTP/2 has a stream for each request, and no `connection` header. */
function closeStream(request: IncomingMessage): void {
  (request as { stream?: { close?: (code: number) => void } }).stream?.close?.(0);
}
