import {
  answering,
  type DurstWebhookHandlerOptions,
  type RockitWebhookHandlerOptions,
  type WebhookHandlerOptions,
} from "./answer.ts";
import { readWebStream } from "./web-stream.ts";

/**
 * A server's handler for the deliveries of one subscription, in the fetch standard: `(request: Request) => Promise<Response>`,
 * as Hono, Next.js, Bun, Deno, Cloudflare Workers and serverless platforms call it. For `node:http`, Express and Fastify
 * see `nodeWebhookHandler` of `rockit-durst-webhooks/node`; for AWS Lambda see `lambdaWebhookHandler`.
 *
 * The body is read only after the headers are verified. The handler never rejects.
 *
 * | answer | |
 * |---|---|
 * | 204 | `onEvent` has handled the delivery, or handled it before (`replayStore`) |
 * | 400 | verified, but the body is not JSON, or the connection ended before the body did |
 * | 401 | not to be trusted; the same answer whichever check failed |
 * | 405 | anything but POST |
 * | 408 | verified, but the body did not arrive within `bodyTimeout` |
 * | 413 | verified, but the body is larger than `maxBodySize`; the rest of it is not read |
 * | 415 | verified, but `content-type` or `content-encoding`, which the answer names, is not supported |
 * | 500 | `onEvent` or `secret` failed; no detail is in the answer, `onError` gets it |
 * | 503 | `onEvent` did not finish within `eventTimeout` |
 *
 * @example
 * ```ts
 * const handler = webhookHandler({
 *   rockit: { secret: () => currentSecrets() },
 *   onEvent: (event, { deliveryId }) => queue.push(event, deliveryId),
 *   onRejected: ({ code, message }) => console.warn(code, message),
 * });
 * app.post("/rockit", (c) => handler(c.req.raw)); // Hono
 * export { handler as POST };                     // Next.js
 * ```
 *
 * @throws WebhookVerificationError `bad-secret`, at once and not at the first delivery (but from a function, at a delivery,
 * where `onError` gets it).
 * @throws TypeError if an option is not what it must be, or not exactly one of `rockit` and `durst` is given.
 */
export function webhookHandler(options: RockitWebhookHandlerOptions): (request: Request) => Promise<Response>;
export function webhookHandler(options: DurstWebhookHandlerOptions): (request: Request) => Promise<Response>;
export function webhookHandler(options: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  const { answer } = answering(options);
  return async (request) => {
    const { status, headers, body } = await answer(() => ({
      method: request.method,
      headers: request.headers,
      contentLength: request.headers.get("content-length"),
      read: (limit, seconds) => readWebStream(request, limit, seconds),
    }));
    return new Response(body, { status, headers });
  };
}
