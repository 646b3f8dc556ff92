import type { RockitWebhookBody } from "./rockit-event";
import * as signing from "./signing.mjs";
import type { DurstWebhookXAuth } from "./x-auth";

/** A delivery to send to a receiver, or to hand to a verifier. */
export interface SignedTestDelivery {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
}

/** How a test's token is made. */
export interface TestTokenOptions {
  /** Default `HS256`. */
  readonly algorithm?: "HS256" | "HS384" | "HS512" | undefined;
  /** Instead of `iat` now and `exp` in five minutes; times are in seconds since 1970. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** A delivery of ROCKIT's to make. */
export interface RockitTestWebhook extends TestTokenOptions {
  /** The body, of any sender and event. */
  readonly event: RockitWebhookBody;
  /** Base64 text, like the `secret` output: 16 bytes or more. */
  readonly secret: string;
}

interface DurstTestSignature extends TestTokenOptions {
  /** The body: any value that JSON can write. */
  readonly body: unknown;
  /** The header that carries the JWT. */
  readonly headerName: string;
  readonly key: string;
  readonly xAuth?: never;
}

interface DurstTestAccount {
  /** The body: any value that JSON can write. */
  readonly body: unknown;
  readonly xAuth: DurstWebhookXAuth;
  /** Default `x-auth-user`. */
  readonly userHeader?: string | undefined;
  /** Default `x-auth-password`. */
  readonly passwordHeader?: string | undefined;
  readonly key?: never;
}

/** A callback of Durst's to make. */
export type DurstTestCallback = DurstTestSignature | DurstTestAccount;

/**
 * Makes a delivery as ROCKIT does, for the tests of a receiver.
 *
 * @example
 * ```ts
 * const secret = randomBytes(32).toString("base64");
 * const event = { type: "mkraw", event: "end", orgName: "acme", appName: "shop" };
 * await fetch(receiver, { method: "POST", ...(await signRockitTestWebhook({ event, secret })) });
 * ```
 */
export const signRockitTestWebhook: (webhook: RockitTestWebhook) => Promise<SignedTestDelivery> =
  signing.signRockitTestWebhook;

/**
 * Makes a callback as Durst does, for the tests of a receiver: signed with `key`, or with the `xAuth` headers that `verifyDurstCallback` looks at,
 * which are a stand-in.
 *
 * @example
 * ```ts
 * const callback = await signDurstTestCallback({ body: { status: "PRINTED" }, headerName: "x-durst-signature", key });
 * await fetch(receiver, { method: "POST", ...callback });
 * ```
 */
export const signDurstTestCallback: (callback: DurstTestCallback) => Promise<SignedTestDelivery> =
  signing.signDurstTestCallback;
