import type { WebhookClaims } from "./claims.ts";
import { headerRecord, type WebhookHeaders } from "./headers.ts";
import { digestOf } from "./pairs.ts";

/** A verified delivery's data beyond its event. */
export interface VerifiedDelivery {
  /** The claims of the verified token; empty with `xAuth`, which has no token. */
  readonly claims: WebhookClaims;
  /**
   * The request's headers by lower-case name, several values joined by a comma. The headers that authenticate
   * the delivery are omitted, so nobody can forge deliveries from a log of this object.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes as received, before decompression. */
  readonly rawBody: Uint8Array;
  /**
   * Which of several secrets, keys or accounts matched, counted from 0. When the old one no longer occurs,
   * remove it.
   */
  readonly secretIndex: number;
  /**
   * Identifies repeats: `jti:…` if the token has a `jti`, otherwise `sha256:…` over the token and the body.
   *
   * The same id means the same delivery, repeated by the sender or replayed by an attacker. (Without a `jti`,
   * two events with equal bodies in the same second can also have the same token.) Different ids prove
   * nothing: a sender may sign a repeat again, and without a `jti` an attacker with a valid token can change
   * the body. With `xAuth` the id depends on the body alone, so callbacks with equal bodies share it.
   *
   * For ROCKIT, the same id also means the same event: if two secrets sign equal bodies within `pairWindow`,
   * as two subscriptions do during a rotation, the second delivery has the id of the first.
   */
  readonly deliveryId: string;
}

/** The result of verifying a delivery's headers. */
export interface Authenticated {
  readonly claims: WebhookClaims;
  readonly secretIndex: number;
  /** `undefined` with `xAuth`, which has no token. */
  readonly token: string | undefined;
  /**
   * Identifies the secret that signed it, without revealing it. Only where two subscriptions can deliver one
   * event.
   */
  readonly signer?: { readonly name: string; readonly isOnly: boolean } | undefined;
  /** Names of the headers that carry secrets. */
  readonly credentialHeaders: readonly string[];
}

const encoder = new TextEncoder();

export async function deliveryOf(
  headers: WebhookHeaders,
  rawBody: Uint8Array,
  { claims, secretIndex, token, credentialHeaders }: Authenticated,
): Promise<VerifiedDelivery> {
  return {
    claims,
    headers: headerRecord(headers, credentialHeaders),
    rawBody,
    secretIndex,
    deliveryId: await idOf(claims, token, rawBody),
  };
}

async function idOf(claims: WebhookClaims, token: string | undefined, body: Uint8Array): Promise<string> {
  const { jti } = claims;
  if (typeof jti === "string" && jti !== "") return `jti:${jti}`;
  // A token never ends with a dot, so different tokens and bodies never yield the same bytes.
  const before = encoder.encode(`${token ?? ""}.`);
  const all = new Uint8Array(before.byteLength + body.byteLength);
  all.set(before);
  all.set(body, before.byteLength);
  return `sha256:${await digestOf(all)}`;
}
