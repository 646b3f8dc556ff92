import { headerRecord, type WebhookHeaders } from "./headers.ts";
import { digestOf } from "./pairs.ts";
import type { WebhookClaims } from "./times.ts";

/** What a verified delivery tells beside its event. */
export interface VerifiedDelivery {
  /** The verified token's claims; empty with `xAuth`, which has no token. */
  readonly claims: WebhookClaims;
  /**
   * The request's headers by lower-case name, several values joined by a comma. The headers that authenticate
   * the delivery are left out, so that a log of this object lets nobody send deliveries.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes as they came, before decompression. */
  readonly rawBody: Uint8Array;
  /** Which of several secrets, keys or accounts fits, counted from 0. Once the old one is not seen any more, drop it. */
  readonly secretIndex: number;
  /**
   * A key for recognising a repeat: `jti:…` where the token has a `jti`, else `sha256:…` over the token and the body.
   *
   * The same id means the same delivery: repeated by the sender, or replayed by somebody who saw it. (Without a
   * `jti`, two events with equal bodies in the same second can have the same token too.) Two ids prove nothing: a
   * sender may sign a repetition anew, and without a `jti` whoever has a valid token can change the body. With
   * `xAuth` it is over the body alone, so that two callbacks with equal bodies share it.
   *
   * Of ROCKIT's deliveries it also means the same event: where two secrets sign equal bodies within `pairWindow`, as two subscriptions do
   * during a rotation, the second one has the id of the first.
   */
  readonly deliveryId: string;
}

/** What is known once the headers of a delivery are verified. */
export interface Authenticated {
  readonly claims: WebhookClaims;
  readonly secretIndex: number;
  /** Absent where there is no token. */
  readonly token: string | undefined;
  /** The secret that signed it, by a name that does not tell it, where two subscriptions can deliver one event. */
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
  // No token has a dot at its end, so that no token and body make up the same bytes as others do.
  const before = encoder.encode(`${token ?? ""}.`);
  const all = new Uint8Array(before.byteLength + body.byteLength);
  all.set(before);
  all.set(body, before.byteLength);
  return `sha256:${await digestOf(all)}`;
}
