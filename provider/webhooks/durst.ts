import { checkBody, parseBody, type WebhookBody } from "./body";
import { WebhookVerificationError } from "./errors";
import type { WebhookHeaders } from "./headers";
import { limitsOf, listOf, type OneOrMore, type WebhookDelivery, type WebhookLimits } from "./options";
import { tokenOf, verifyToken } from "./token";
import { checkXAuth, type DurstWebhookXAuth, defaultPasswordHeader, defaultUserHeader } from "./x-auth";

/** For a subscriber with `externalAuthType: "JWT_SIGNING"`. */
export interface DurstJwtSigningOptions extends WebhookLimits {
  /** The header that carries the JWT: the subscriber's `jwtSigningInfo.httpHeaderName`. */
  readonly headerName: string;
  /** The subscriber's `jwtSigningInfo.key`, as text. Several while it is changed: a callback that any of them signed is accepted. */
  readonly key: OneOrMore<string>;
  readonly xAuth?: never;
}

/** For a subscriber with `externalAuthType: "XAUTH"`. */
export interface DurstXAuthOptions extends WebhookLimits {
  /** The subscriber's `xAuthInfo`. Several while it is changed: a callback with any of them is accepted. */
  readonly xAuth: OneOrMore<DurstWebhookXAuth>;
  /** The header with the user. Default `x-auth-user`, which is a stand-in: see `verifyDurstCallback`. */
  readonly userHeader?: string | undefined;
  /** The header with the password. Default `x-auth-password`, which is a stand-in: see `verifyDurstCallback`. */
  readonly passwordHeader?: string | undefined;
  readonly key?: never;
}

/** How callbacks of Durst's are verified: as the subscriber's `externalAuthType` says. */
export type DurstCallbackOptions = DurstJwtSigningOptions | DurstXAuthOptions;

/** Any value that JSON can write. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** A verified callback of Durst's. */
export interface VerifiedDurstCallback {
  /** The body, whole: its schema is not documented. */
  readonly body: Json;
}

/**
 * Verifies a callback of a `DurstSubscription`, and reads it.
 *
 * With `key` and `headerName` the JWT in that header must be signed with the key (the text's UTF-8 bytes) by HS256 and nothing else; its `exp`,
 * `nbf` and `iat` are checked when they are there, with the tolerance in both directions. The token stands alone in the header; whether a
 * server writes `Bearer ` before it is not documented, so that one such word is allowed.
 *
 * With `xAuth` user and password are compared in constant time. **The vendor's x-auth scheme is not documented**: the headers
 * `x-auth-user` and `x-auth-password` are a stand-in. Look at a callback of your server and set `userHeader` and `passwordHeader` if it
 * sends others; a scheme that does not send both as they are can't be verified here.
 *
 * **What that does not prove:** nothing says that the JWT covers the body, and user and password certainly do not. Somebody who gets hold of
 * a valid header can send another body with it, and the same callback again. Have TLS end at a machine of yours, keep these headers
 * out of logs, and let handling a callback twice do no harm. Callbacks of a subscriber with `NONE` can't be verified at all.
 *
 * @example
 * ```ts
 * const { body } = await verifyDurstCallback({ headers: request.headers, body: rawBody, headerName: "x-durst-signature", key });
 * ```
 *
 * @returns The body, whole.
 * @throws WebhookVerificationError if it is not to be believed or can't be read, and for a key or password that can't be one (`bad-secret`).
 * @throws TypeError if a limit is not a number, no header's name is given, or both `key` and `xAuth` are.
 */
export async function verifyDurstCallback({
  headers,
  body,
  ...options
}: WebhookDelivery & DurstCallbackOptions): Promise<VerifiedDurstCallback> {
  return durstVerifier(options)({ headers, body });
}

/** The same for many callbacks: a wrong key or limit is told at once. */
export function durstVerifier(options: DurstCallbackOptions) {
  const { maxBodySize } = limitsOf(options);
  if (options.xAuth !== undefined && options.key !== undefined) {
    throw new TypeError("a subscriber has either a key or xAuth, and not both");
  }
  const check = options.xAuth === undefined ? jwtCheck(options) : xAuthCheck(options);
  return async ({ headers, body }: WebhookDelivery): Promise<VerifiedDurstCallback> => {
    checkBody(body, maxBodySize);
    await check(headers);
    return { body: parsed(body) };
  };
}

const parsed = (body: WebhookBody) => parseBody(body) as Json;

const wrongKey =
  "no given key signed this callback: give the key that the subscriber's jwtSigningInfo declares, as text, and not the masked form that the server answers";

function jwtCheck({ headerName, key, ...given }: DurstJwtSigningOptions) {
  if (typeof headerName !== "string" || headerName === "")
    throw new TypeError("headerName must name a header");
  const keys = filled("key", listOf(key)).map((text) => Buffer.from(text, "utf8"));
  const rules = { ...limitsOf(given), keys, algorithms: ["HS256"], wrongKey };
  return async (headers: WebhookHeaders): Promise<void> => {
    await verifyToken(tokenOf(headers, headerName).replace(/^Bearer +/i, ""), rules);
  };
}

function xAuthCheck({ xAuth, userHeader, passwordHeader }: DurstXAuthOptions) {
  const accounts = listOf(xAuth);
  filled(
    "user",
    accounts.map((account) => account?.user),
  );
  filled(
    "password",
    accounts.map((account) => account?.password),
  );
  const names = {
    userHeader: userHeader ?? defaultUserHeader,
    passwordHeader: passwordHeader ?? defaultPasswordHeader,
  };
  return async (headers: WebhookHeaders): Promise<void> => checkXAuth(headers, accounts, names);
}

function filled(what: string, texts: readonly string[]): readonly string[] {
  if (texts.length > 0 && texts.every((text) => typeof text === "string" && text !== "")) return texts;
  throw new WebhookVerificationError(
    "bad-secret",
    `the ${what} that this receiver was given is empty: give the text that the subscriber declares`,
  );
}
