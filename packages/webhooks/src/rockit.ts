import { decodeBase64 } from "./base64.ts";
import { WebhookVerificationError } from "./errors.ts";
import {
  defaults,
  limitsOf,
  notNegative,
  type SecretSource,
  type WebhookLimits,
  type WebhookRequest,
} from "./options.ts";
import { type RockitWebhookEvent, rockitEventOf } from "./rockit-event.ts";
import { HmacKey, secretsOf } from "./secrets.ts";
import { loadJose, tokenOf, verifyToken } from "./token.ts";
import { type TwoStepVerifier, twoStepVerifier, type WebhookVerifier, wholeVerifier } from "./verifier.ts";

/** How ROCKIT deliveries are verified. */
export interface RockitWebhookOptions extends WebhookLimits {
  /**
   * The `secret` output of the `RockitSubscription`, unchanged: base64 text in either alphabet, with or
   * without padding and line breaks. Several during a rotation, or a function that returns them.
   */
  readonly secret: SecretSource<string>;
  /**
   * Seconds within which two deliveries with equal bodies and different secrets count as one event, which two
   * subscriptions send during a rotation. The second delivery gets the `deliveryId` of the first, so a
   * `replayStore` handles the event once. 0 turns this off. Default 60.
   */
  readonly pairWindow?: number | undefined;
}

const tokenHeader = "x-rockit-subscriptions";

// Only HMAC: the vendor does not document its algorithm, and a secret must never be used as another kind of
// key.
const algorithms = ["HS256", "HS384", "HS512"];

const wrongKey =
  "no given secret signed this delivery: give the subscription's `secret` output as it is (base64 text, not decoded), and after a replacement the new one";

/**
 * Verifies and reads a delivery of a ROCKIT webhook subscription.
 *
 * The JWT in the header `x-rockit-subscriptions` must be signed with the secret by HS256, HS384 or HS512. Its
 * claims `exp`, `nbf` and `iat` are checked if present.
 *
 * **Limits:** the vendor does not say that the JWT covers the body. An attacker who has a valid token can
 * send another body with it until the token expires. Use https all the way to your machine, and keep the
 * header out of logs.
 *
 * @example
 * ```ts
 * const event = await verifyRockitWebhook({ headers: request.headers, body: rawBody, secret });
 * if (event.event === "error") console.error(event.appName, event.error?.deployment);
 * ```
 *
 * @returns The delivery, typed by its `type` and `event`. A delivery that the vendor's page does not describe
 * has `"unlisted"` for both, and its whole content in `body`. Fields named `__proto__` are omitted.
 * @throws WebhookVerificationError if the delivery can't be trusted or read, and for an invalid secret
 * (`bad-secret`).
 * @throws TypeError if a limit is not a number.
 * @see the vendor's page "Subscribe" of the ROCKITPLAY API
 */
export async function verifyRockitWebhook({
  headers,
  body,
  ...options
}: WebhookRequest & RockitWebhookOptions): Promise<RockitWebhookEvent> {
  return (await createRockitVerifier(options)({ headers, body })).event;
}

/**
 * Like `verifyRockitWebhook`, for many deliveries: checks its options once, keeps imported keys, and returns
 * the event together with claims, headers, raw body and a delivery id.
 *
 * @throws WebhookVerificationError `bad-secret`, at once (for a function, at the delivery).
 * @throws TypeError if a limit is not a number.
 */
export const createRockitVerifier = (options: RockitWebhookOptions): WebhookVerifier<RockitWebhookEvent> =>
  wholeVerifier(rockitVerifier(options));

export function rockitVerifier({
  secret,
  pairWindow: window = defaults.pairWindow,
  ...given
}: RockitWebhookOptions): TwoStepVerifier<RockitWebhookEvent> {
  const limits = limitsOf(given);
  const pairWindow = notNegative("pairWindow", window);
  loadJose().catch(() => {});
  const rules = { algorithms, keys: secretsOf(secret, keysOf, limits.secretTimeout), wrongKey };
  const check: Parameters<typeof twoStepVerifier>[1] = async (headers) => {
    const token = tokenOf(headers, tokenHeader);
    const { claims, secretIndex, key, isOnlyKey } = await verifyToken(token, rules, limits);
    const signer = { name: await key.name(), isOnly: isOnlyKey };
    return { claims, secretIndex, token, signer, credentialHeaders: [tokenHeader] };
  };
  return twoStepVerifier(limits, check, rockitEventOf, pairWindow);
}

/** Minimum length of a secret in bytes. */
const shortestKey = 16;

function keysOf(secrets: readonly string[]): HmacKey[] {
  if (secrets.length === 0) throw badSecret("is an empty list");
  return secrets.map((text) => {
    if (typeof text !== "string" || text.trim() === "") throw badSecret("is empty");
    // Servers may wrap lines, and files may end with a line break. Blanks inside are rejected: they indicate
    // PEM text.
    const bytes = decodeBase64(text.trim().replaceAll(/\r?\n/g, ""));
    if (bytes === undefined) throw badSecret("is not base64 text");
    if (bytes.length < shortestKey) throw badSecret(`has fewer than ${shortestKey} bytes when decoded`);
    return new HmacKey(bytes);
  });
}

const badSecret = (words: string) =>
  new WebhookVerificationError(
    "bad-secret",
    `the receiver's secret ${words}: give the subscription's \`secret\` output as it is, as base64 text`,
  );
