import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type Answer,
  answering,
  type DurstWebhookHandlerOptions,
  type RockitWebhookHandlerOptions,
  type WebhookHandlerOptions,
} from "./answer";
import { alreadyParsed, isRaw, readBody, type WebhookBody } from "./body";
import type { WebhookHeaders } from "./headers";

/** A listener of Node's `http`, also a handler of Express. Resolves when the answer is on its way; never rejects. */
export type NodeWebhookHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * `webhookHandler` for Node's `http` and what is built on it, with the same options and answers.
 *
 * It reads the body itself, so that no body parser may run before it on its route. Where one must, let it keep the raw bytes, as `request.body`
 * (`express.raw({ type: () => true })`) or as `request.rawBody` (`express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } })`).
 * A body that was parsed and not kept is answered with 500, and `onError` is told.
 *
 * @example
 * ```ts
 * const handler = nodeWebhookHandler({ durst: { headerName: "x-durst-signature", key }, onEvent: ({ body }) => queue.push(body) });
 *
 * createServer(handler).listen(8080); // node:http
 * app.post("/durst", handler);        // Express, before app.use(express.json())
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
 * @throws WebhookVerificationError `bad-secret`, at once and not at the first delivery.
 * @throws TypeError if a limit is not a number, or not exactly one of `rockit` and `durst` is given.
 */
export function nodeWebhookHandler(options: RockitWebhookHandlerOptions): NodeWebhookHandler;
export function nodeWebhookHandler(options: DurstWebhookHandlerOptions): NodeWebhookHandler;
export function nodeWebhookHandler(options: WebhookHandlerOptions): NodeWebhookHandler {
  const answer = answering(options);
  return async (request, response) =>
    send(
      request,
      response,
      await answer({
        method: request.method,
        headers: headersOf(request),
        contentLength: request.headers["content-length"],
        read: (limit) => bodyOf(request, limit),
      }),
    );
}

// Where Node itself read the request it tells repeated headers apart; what stands in for a request has only `headers`.
function headersOf({ headersDistinct, headers }: IncomingMessage): WebhookHeaders {
  return Object.keys(headersDistinct ?? {}).length > 0 ? headersDistinct : headers;
}

async function bodyOf(
  request: IncomingMessage & { rawBody?: unknown; body?: unknown },
  limit: number,
): Promise<WebhookBody> {
  const kept = [request.rawBody, request.body].find(isRaw);
  if (kept !== undefined) return kept;
  if (request.readableDidRead) throw new TypeError(alreadyParsed);
  // Not destroyed when the limit is reached: the connection still has to carry the answer.
  return readBody(request.iterator({ destroyOnReturn: false }), limit);
}

/** How long a sender has to notice that it is refused in the middle of its body. */
const graceMs = 1000;

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  if (request.complete || request.readableEnded || response.destroyed) {
    response.writeHead(status, headers).end(body);
    return;
  }
  // The rest of the body is not read, so that nothing else can follow on this connection. It stays open for a moment:
  // closed with unread bytes in it, it is reset, and the sender may never see the answer.
  response.writeHead(status, {
    ...headers,
    connection: "close",
    "content-length": Buffer.byteLength(body ?? ""),
  });
  response.write(body ?? "");
  const close = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(close, graceMs).unref();
  request.once("close", close);
}
