import { decodeBase64 } from "./base64.ts";
import { WebhookVerificationError } from "./errors.ts";
import {
  atLeastZero,
  defaults,
  limitsOf,
  type SecretSource,
  type WebhookLimits,
  type WebhookRequest,
} from "./options.ts";
import { type RockitWebhookEvent, rockitEventOf } from "./rockit-event.ts";
import { HmacKey, secretsOf } from "./secrets.ts";
import { loadJose, tokenOf, verifyToken } from "./token.ts";
import { type TwoStepVerifier, twoStepVerifier, type WebhookVerifier, wholeVerifier } from "./verifier.ts";

/** How ROCKIT's deliveries are verified. */
export interface RockitWebhookOptions extends WebhookLimits {
  /**
   * The `secret` output of the `RockitSubscription`: base64 text as it is, in either alphabet, padded or not, with line breaks or without.
   * Several while a secret is rotated, or a function that gives them.
   */
  readonly secret: SecretSource<string>;
  /**
   * Seconds within which two deliveries with equal bodies, signed by different secrets, are one event: during a rotation two subscriptions
   * send it. The second one gets the first one's `deliveryId`, and a `replayStore` has it handled once. 0 for never. Default 60.
   */
  readonly pairWindow?: number | undefined;
}

const tokenHeader = "x-rockit-subscriptions";

// Pinned: the vendor does not document its algorithm, and no other kind of key may ever be asked of a secret.
const algorithms = ["HS256", "HS384", "HS512"];

const wrongKey =
  "no given secret signed this delivery: give the subscription's `secret` output as it is (base64 text, not decoded), and after a replacement the new one";

/**
 * Verifies a delivery of a ROCKIT webhook subscription, and reads it.
 *
 * The JWT in the header `x-rockit-subscriptions` must be signed with the secret by HS256, HS384 or HS512. Its `exp`,
 * `nbf` and `iat` are checked when they are there.
 *
 * **What this does not prove:** the vendor does not say that the JWT covers the body. Somebody who gets hold of a
 * valid token can send another body with it until the token expires. Use https up to a machine of yours, and keep
 * the header out of logs.
 *
 * @example
 * ```ts
 * const event = await verifyRockitWebhook({ headers: request.headers, body: rawBody, secret });
 * if (event.event === "error") console.error(event.appName, event.error?.deployment);
 * ```
 *
 * @returns The delivery, typed by its `type` and `event`. One that the vendor's page does not describe has `"unlisted"`
 * for both, and all of it in `body`. Fields named `__proto__` are left out.
 * @throws WebhookVerificationError if the delivery must not be trusted or can't be read, and for a secret that can't be
 * one (`bad-secret`).
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
 * `verifyRockitWebhook` for many deliveries: it checks its options once, keeps imported keys, and gives the event
 * together with claims, headers, raw body and a delivery id.
 *
 * @throws WebhookVerificationError `bad-secret`, at once (from a function, at the delivery).
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
  const pairWindow = atLeastZero("pairWindow", window);
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

/** Bytes of the shortest secret that is taken for one. */
const shortestKey = 16;

function keysOf(secrets: readonly string[]): HmacKey[] {
  if (secrets.length === 0) throw badSecret("is an empty list");
  return secrets.map((text) => {
    if (typeof text !== "string" || text.trim() === "") throw badSecret("is empty");
    // A server may wrap its lines, and a file end with a line break. A blank within is none of base64: it shows a PEM text.
    const bytes = decodeBase64(text.trim().replaceAll(/\r?\n/g, ""));
    if (bytes === undefined) throw badSecret("is not base64 text");
    if (bytes.length < shortestKey) throw badSecret(`has fewer than ${shortestKey} bytes when decoded`);
    return new HmacKey(bytes);
  });
}

const badSecret = (words: string) =>
  new WebhookVerificationError(
    "bad-secret",
    `the secret that this receiver was given ${words}: give the subscription's \`secret\` output as it is, base64 text`,
  );
