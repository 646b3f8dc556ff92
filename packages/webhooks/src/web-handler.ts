import {
  createDeliveryHandler,
  type DurstWebhookHandlerOptions,
  type RockitWebhookHandlerOptions,
  type WebhookHandlerOptions,
} from "./delivery-handler.ts";
import { readWebBody } from "./read-web-body.ts";

/**
 * Creates a handler for the deliveries of one subscription, for servers with the fetch API:
 * `(request: Request) => Promise<Response>`, as in Hono, Next.js, Bun, Deno, Cloudflare Workers and
 * serverless platforms. For `node:http`, Express and Fastify use `nodeWebhookHandler` of
 * `rockit-durst-webhooks/node`; for AWS Lambda use `lambdaWebhookHandler`.
 *
 * The body is read only after the headers are verified. The handler never rejects.
 *
 * | answer | |
 * |---|---|
 * | 204 | `onEvent` handled the delivery, now or before (`replayStore`) |
 * | 400 | verified, but the body is not JSON, or the connection closed before the body was complete |
 * | 401 | not verified; the same answer for every failed check |
 * | 405 | anything but POST |
 * | 408 | verified, but the body did not arrive within `bodyTimeout` |
 * | 413 | verified, but the body is larger than `maxBodySize`; the rest is not read |
 * | 415 | verified, but `content-type` or `content-encoding` is not supported; the answer names the header |
 * | 500 | `onEvent` or `secret` failed; `onError` gets the error, the answer has no detail |
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
 * @throws WebhookVerificationError `bad-secret`, at once. With a function for the secret, `onError` gets it
 * at a delivery.
 * @throws TypeError if an option is invalid, or not exactly one of `rockit` and `durst` is given.
 */
export function webhookHandler(options: RockitWebhookHandlerOptions): (request: Request) => Promise<Response>;
export function webhookHandler(options: DurstWebhookHandlerOptions): (request: Request) => Promise<Response>;
export function webhookHandler(options: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  const { answer } = createDeliveryHandler(options);
  return async (request) => {
    const { status, headers, body } = await answer(() => ({
      method: request.method,
      headers: request.headers,
      contentLength: request.headers.get("content-length"),
      read: (limit, seconds) => readWebBody(request, limit, seconds),
    }));
    return new Response(body, { status, headers });
  };
}
