import { checkBody, parseBody } from "./body";
import { WebhookVerificationError } from "./errors";
import { limitsOf, listOf, type OneOrMore, type WebhookDelivery, type WebhookLimits } from "./options";
import { type RockitWebhookEvent, rockitEventOf } from "./rockit-event";
import { tokenOf, verifyToken } from "./token";

/** How deliveries of ROCKIT's are verified. */
export interface RockitWebhookOptions extends WebhookLimits {
  /**
   * The `secret` output of the `RockitSubscription`: base64 text, as it is. Several while a secret is rotated, the old one and the
   * new: a delivery that any of them signed is accepted.
   */
  readonly secret: OneOrMore<string>;
}

const tokenHeader = "x-rockit-subscriptions";

// Pinned: which algorithm the vendor signs with is not documented, and no other kind of key may ever be asked of this one.
const algorithms = ["HS256", "HS384", "HS512"];

const wrongKey =
  "no given secret signed this delivery: give the subscription's `secret` output as it is (base64 text, not decoded), and after a replacement the new one";

/**
 * Verifies a delivery of a `RockitSubscription` of type webhook, and reads it.
 *
 * The JWT in the header `x-rockit-subscriptions` must be signed with the secret, by HS256, HS384 or HS512 and nothing else; its `exp`, `nbf`
 * and `iat` are checked when they are there, with the tolerance in both directions, so that a token issued longer ago counts as expired.
 *
 * **What that does not prove:** the vendor does not say that the JWT covers the body, so the body is *not* authenticated by it. Somebody
 * who gets hold of a valid token can send another body with it, and the same delivery again, until the token expires. Have TLS
 * end at a machine of yours, keep the header out of logs, and let handling an event twice do no harm.
 *
 * @example
 * ```ts
 * const event = await verifyRockitWebhook({ headers: request.headers, body: rawBody, secret });
 * if (event.event === "error") console.error(event.appName, event.error?.deployment);
 * ```
 *
 * @returns The delivery, typed by its `type` and `event`, with the fields that are not documented. One of a sender or event that this
 * version does not know has `type` and `event` `"unlisted"`, and all of it in `body`.
 * @throws WebhookVerificationError if it is not to be believed or can't be read, and for a secret that can't be one (`bad-secret`).
 * @throws TypeError if a limit is not a number.
 */
export async function verifyRockitWebhook({
  headers,
  body,
  ...options
}: WebhookDelivery & RockitWebhookOptions): Promise<RockitWebhookEvent> {
  return rockitVerifier(options)({ headers, body });
}

/** The same for many deliveries: a wrong secret or limit is told at once. */
export function rockitVerifier({ secret, ...given }: RockitWebhookOptions) {
  const limits = limitsOf(given);
  const rules = { ...limits, keys: keysOf(secret), algorithms, wrongKey };
  return async ({ headers, body }: WebhookDelivery): Promise<RockitWebhookEvent> => {
    checkBody(body, limits.maxBodySize);
    await verifyToken(tokenOf(headers, tokenHeader), rules);
    return rockitEventOf(parseBody(body));
  };
}

const shortestKey = 16;
const base64 = /^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/;

function keysOf(secret: OneOrMore<string>): Uint8Array[] {
  const keys = listOf(secret).map((text) => {
    if (typeof text !== "string" || text.trim() === "") throw badSecret("is empty");
    if (!base64.test(text.trim())) throw badSecret("is not base64 text");
    const key = Buffer.from(text.trim(), "base64");
    if (key.length < shortestKey) throw badSecret(`has less than ${shortestKey} bytes when decoded`);
    return key;
  });
  if (keys.length === 0) throw badSecret("is an empty list");
  return keys;
}

const badSecret = (words: string) =>
  new WebhookVerificationError(
    "bad-secret",
    `the secret that this receiver was given ${words}: give the subscription's \`secret\` output as it is, base64 text`,
  );
