import { decodeBase64 } from "./base64.ts";
import type { RockitWebhookFields } from "./rockit-event.ts";
import type { RockitEvent, RockitSender } from "./rockit-vocabulary.ts";
import { type DurstWebhookXAuth, defaultPasswordHeader, defaultUserHeader } from "./x-auth.ts";

/** A signed delivery, for a receiver or a verifier. */
export interface SignedTestDelivery {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
}

/** Options of a test token. */
export interface TestTokenOptions {
  /** Default `HS256`. */
  readonly algorithm?: "HS256" | "HS384" | "HS512" | undefined;
  /** Replace `iat` now and `exp` in five minutes. Times are in seconds since 1970. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

interface RockitTestSignature extends TestTokenOptions {
  /** Base64 text, like the `secret` output: 16 bytes or more. */
  readonly secret: string;
}

/** A test delivery that the vendor's page lists. */
export interface ListedRockitTestWebhook extends RockitTestSignature, Partial<TestFields> {
  readonly type: RockitSender;
  readonly event: RockitEvent;
  readonly body?: never;
}

/** The known fields of a delivery. For others, give the whole `body`. */
type TestFields = Pick<
  RockitWebhookFields,
  "orgName" | "appName" | "buildName" | "dxfName" | "exception" | "error"
>;

/** Any other test delivery, such as one of a future event. */
export interface AnyRockitTestWebhook extends RockitTestSignature {
  /** The whole body: any JSON value. */
  readonly body: unknown;
  readonly type?: never;
  readonly event?: never;
}

/** A test delivery of ROCKIT. */
export type RockitTestWebhook = ListedRockitTestWebhook | AnyRockitTestWebhook;

interface DurstTestSignature extends TestTokenOptions {
  /** The body: any JSON value. */
  readonly body: unknown;
  /** The header that carries the JWT. */
  readonly headerName: string;
  readonly key: string;
  readonly xAuth?: never;
}

interface DurstTestAccount {
  /** The body: any JSON value. */
  readonly body: unknown;
  readonly xAuth: DurstWebhookXAuth;
  /** Default `x-auth-user`. */
  readonly userHeader?: string | undefined;
  /** Default `x-auth-password`. */
  readonly passwordHeader?: string | undefined;
  readonly key?: never;
}

/** A test callback of Durst. */
export type DurstTestCallback = DurstTestSignature | DurstTestAccount;

/**
 * Signs a delivery like ROCKIT, to test a receiver. Default `orgName`: `acme`; default `appName`: `shop`.
 *
 * @example
 * ```ts
 * const delivery = await signRockitTestWebhook({ type: "mkraw", event: "end", appName: "shop", secret });
 * await fetch(receiver, { method: "POST", ...delivery });
 * ```
 *
 * @throws TypeError if the secret is not base64 text.
 */
export async function signRockitTestWebhook({
  secret,
  algorithm,
  claims,
  ...given
}: RockitTestWebhook): Promise<SignedTestDelivery> {
  const key = decodeBase64(secret.trim());
  if (key === undefined) throw new TypeError("the secret of a test webhook must be base64 text");
  const body = "body" in given ? given.body : { orgName: "acme", appName: "shop", ...given };
  return delivery(body, { "x-rockit-subscriptions": await signed(key, { algorithm, claims }) });
}

/**
 * Signs a callback like Durst, to test a receiver: with `key`, or with the `xAuth` headers that
 * `verifyDurstCallback` expects, which are a guess. Non-ASCII letters are sent in UTF-8.
 *
 * @example
 * ```ts
 * const callback = await signDurstTestCallback({ body: { status: "PRINTED" }, headerName: "x-durst-signature", key });
 * await fetch(receiver, { method: "POST", ...callback });
 * ```
 */
export async function signDurstTestCallback(callback: DurstTestCallback): Promise<SignedTestDelivery> {
  if (callback.xAuth === undefined) {
    const { body, headerName, key, ...token } = callback;
    return delivery(body, { [headerName]: await signed(encoder.encode(key), token) });
  }
  const { body, xAuth, userHeader = defaultUserHeader, passwordHeader = defaultPasswordHeader } = callback;
  return delivery(body, { [userHeader]: inBytes(xAuth.user), [passwordHeader]: inBytes(xAuth.password) });
}

const encoder = new TextEncoder();

/** A header's value has one character per byte. */
const inBytes = (text: string) => String.fromCharCode(...encoder.encode(text));

const delivery = (body: unknown, headers: Record<string, string>): SignedTestDelivery => ({
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

async function signed(key: Uint8Array, { algorithm = "HS256", claims }: TestTokenOptions): Promise<string> {
  // Loaded on demand: a receiver signs nothing.
  const { CompactSign } = await import("jose/jws/compact/sign");
  const now = Math.floor(Date.now() / 1000);
  const payload = JSON.stringify(claims ?? { iat: now, exp: now + 300 });
  return new CompactSign(encoder.encode(payload))
    .setProtectedHeader({ alg: algorithm, typ: "JWT" })
    .sign(key);
}
