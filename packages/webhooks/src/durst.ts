import {
  type Limits,
  limitsOf,
  type SecretSource,
  type WebhookLimits,
  type WebhookRequest,
} from "./options.ts";
import type { Json } from "./rockit-event.ts";
import { HmacKey, nonEmptyStrings, secretsOf } from "./secrets.ts";
import { loadJose, tokenOf, verifyToken } from "./token.ts";
import { type TwoStepVerifier, twoStepVerifier, type WebhookVerifier, wholeVerifier } from "./verifier.ts";
import {
  accountsOf,
  checkXAuth,
  type DurstWebhookXAuth,
  defaultPasswordHeader,
  defaultUserHeader,
} from "./x-auth.ts";

/** For a subscriber with `externalAuthType: "JWT_SIGNING"`. */
export interface DurstJwtSigningOptions extends WebhookLimits {
  /** The header that carries the JWT: the subscriber's `jwtSigningInfo.httpHeaderName`. */
  readonly headerName: string;
  /**
   * The subscriber's `jwtSigningInfo.key`, as text. Several during a rotation, or a function that returns
   * them.
   */
  readonly key: SecretSource<string>;
  readonly xAuth?: never;
}

/** For a subscriber with `externalAuthType: "XAUTH"`. */
export interface DurstXAuthOptions extends WebhookLimits {
  /** The subscriber's `xAuthInfo`. Several during a rotation, or a function that returns them. */
  readonly xAuth: SecretSource<DurstWebhookXAuth>;
  /** The header with the user. Default `x-auth-user`, which is a guess: see `verifyDurstCallback`. */
  readonly userHeader?: string | undefined;
  /** The header with the password. Default `x-auth-password`, which is a guess: see `verifyDurstCallback`. */
  readonly passwordHeader?: string | undefined;
  readonly key?: never;
}

/** How Durst's callbacks are verified, by the subscriber's `externalAuthType`. */
export type DurstCallbackOptions = DurstJwtSigningOptions | DurstXAuthOptions;

/** A verified callback of Durst. */
export interface VerifiedDurstCallback {
  /** The whole body: its schema is not documented. Fields named `__proto__` are omitted. */
  readonly body: Json;
}

/**
 * Verifies and reads a callback of a Durst subscription.
 *
 * With `key` and `headerName`, the JWT in that header must be signed with the key (the text's UTF-8 bytes) by
 * HS256. Its claims `exp`, `nbf` and `iat` are checked if present. The word `Bearer` before the token is
 * allowed.
 *
 * With `xAuth`, user and password are compared in constant time, in UTF-8 and in Latin-1. **The vendor does
 * not document its x-auth scheme**: the headers `x-auth-user` and `x-auth-password` are a guess. Look at a
 * callback of your server, and set `userHeader` and `passwordHeader`. Both headers must carry their value
 * unchanged.
 *
 * **Limits:** the vendor does not say that the JWT covers the body, and user and password don't. An attacker
 * who has a valid header can send another body with it. Use https all the way to your machine, and keep these
 * headers out of logs. Callbacks of a subscriber with `NONE` can't be verified.
 *
 * @example
 * ```ts
 * const { body } = await verifyDurstCallback({ headers: request.headers, body: rawBody, headerName: "x-durst-signature", key });
 * ```
 *
 * @returns The whole body.
 * @throws WebhookVerificationError if the callback can't be trusted or read, and for an invalid key, user or
 * password (`bad-secret`).
 * @throws TypeError if a limit is not a number, a header's name is invalid, or both `key` and `xAuth` are
 * given.
 * @see the vendor's page "Subscriptions and Status Callback URLs" of the Durst Workflow REST API
 */
export async function verifyDurstCallback({
  headers,
  body,
  ...options
}: WebhookRequest & DurstCallbackOptions): Promise<VerifiedDurstCallback> {
  return (await createDurstVerifier(options)({ headers, body })).event;
}

/**
 * Like `verifyDurstCallback`, for many callbacks: checks its options once, keeps imported keys, and returns
 * the event together with claims, headers, raw body and a delivery id.
 *
 * @throws WebhookVerificationError `bad-secret`, at once (for a function, at the callback).
 * @throws TypeError as `verifyDurstCallback`.
 */
export const createDurstVerifier = (options: DurstCallbackOptions): WebhookVerifier<VerifiedDurstCallback> =>
  wholeVerifier(durstVerifier(options));

export function durstVerifier(options: DurstCallbackOptions): TwoStepVerifier<VerifiedDurstCallback> {
  const limits = limitsOf(options);
  if (options.xAuth !== undefined && options.key !== undefined) {
    throw new TypeError("give either key or xAuth, not both");
  }
  const check = options.xAuth === undefined ? jwtCheck(options, limits) : xAuthCheck(options, limits);
  return twoStepVerifier(limits, check, (json) => ({ body: json as Json }));
}

type Check = Parameters<typeof twoStepVerifier>[1];

const wrongKey =
  "no given key signed this callback: give the key in the subscriber's jwtSigningInfo as text, not the masked form that the server returns";

const encoder = new TextEncoder();

function jwtCheck({ headerName, key }: DurstJwtSigningOptions, limits: Limits): Check {
  checkHeaderName("headerName", headerName);
  loadJose().catch(() => {});
  const keys = secretsOf(key, keysOf, limits.secretTimeout);
  const rules = { algorithms: ["HS256"], keys, wrongKey };
  return async (headers) => {
    const token = tokenOf(headers, headerName).replace(/^Bearer +/i, "");
    const { claims, secretIndex } = await verifyToken(token, rules, limits);
    return { claims, secretIndex, token, credentialHeaders: [headerName] };
  };
}

function xAuthCheck({ xAuth, userHeader, passwordHeader }: DurstXAuthOptions, limits: Limits): Check {
  const accounts = secretsOf(xAuth, accountsOf, limits.secretTimeout);
  const names = {
    userHeader: checkHeaderName("userHeader", userHeader ?? defaultUserHeader),
    passwordHeader: checkHeaderName("passwordHeader", passwordHeader ?? defaultPasswordHeader),
  };
  return async (headers) => ({
    claims: {},
    secretIndex: await checkXAuth(headers, await accounts(), names),
    token: undefined,
    credentialHeaders: Object.values(names),
  });
}

const keysOf = (texts: readonly string[]) =>
  nonEmptyStrings("key", texts).map((text) => new HmacKey(encoder.encode(text)));

function checkHeaderName(option: string, name: string): string {
  if (typeof name === "string" && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return name;
  throw new TypeError(`${option} must name a header`);
}
