import {
  answering,
  type DurstWebhookHandlerOptions,
  type RockitWebhookHandlerOptions,
  type WebhookHandlerOptions,
} from "./answer";
import { alreadyParsed, readBody } from "./body";

/**
 * A server's handler for the deliveries of one subscription, in the fetch standard: `(request: Request) => Promise<Response>`, as Hono, Next.js,
 * Bun, Deno and serverless platforms call it. For Node's own `http` see `nodeWebhookHandler`.
 *
 * | answer | |
 * |---|---|
 * | 204 | `onEvent` has handled it |
 * | 400 | verified, but the body is not what the vendor documents; or the connection ended before the body did |
 * | 401 | not to be believed; the same answer whichever check failed |
 * | 405 | anything but POST |
 * | 413 | the body is larger than `maxBodySize`; the rest of it is not read |
 * | 500 | `onEvent` threw; no detail is in the answer, `onError` gets it |
 *
 * @example
 * ```ts
 * const handler = webhookHandler({
 *   rockit: { secret },
 *   onEvent: (event) => queue.push(event),
 *   onRefused: ({ code, message }) => console.warn(code, message),
 * });
 * app.post("/rockit", (c) => handler(c.req.raw)); // Hono
 * export { handler as POST };                     // Next.js
 * ```
 *
 * @throws WebhookVerificationError `bad-secret`, at once and not at the first delivery.
 * @throws TypeError if a limit is not a number, or not exactly one of `rockit` and `durst` is given.
 */
export function webhookHandler(options: RockitWebhookHandlerOptions): (request: Request) => Promise<Response>;
export function webhookHandler(options: DurstWebhookHandlerOptions): (request: Request) => Promise<Response>;
export function webhookHandler(options: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  const answer = answering(options);
  return async (request) => {
    const { status, headers, body } = await answer({
      method: request.method,
      headers: request.headers,
      contentLength: request.headers.get("content-length"),
      read: async (limit) => {
        if (request.bodyUsed) throw new TypeError(alreadyParsed);
        return request.body === null ? "" : readBody(request.body, limit);
      },
    });
    return new Response(body, { status, headers });
  };
}
