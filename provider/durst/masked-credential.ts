import { createHash } from "node:crypto";
import type { SubscriberAnswer } from "./client";
import type { DurstSubscriberInputs } from "./kind";
import type { DurstRun } from "./run";

// Durst answers with a masked form of a password or key. At most servers the same secret has the same masked form, which tells that
// someone changed it there. It is never sent back, and only a digest of it is kept.

/**
 * A digest of the masked form; `undefined` if the subscriber has no credential. The subscriber's number is part of it, so that a state does
 * not tell which subscribers share a credential.
 */
export function fingerprintOf({
  id,
  externalAuthType,
  xAuthInfo,
  jwtSigningInfo,
}: SubscriberAnswer): string | undefined {
  const masked = externalAuthType === "XAUTH" ? xAuthInfo?.password : jwtSigningInfo?.key;
  if (masked === undefined || externalAuthType === "NONE") return undefined;
  return createHash("sha256").update(`${id}:${masked}`).digest("hex").slice(0, 16);
}

/**
 * The fingerprint, if two answers agree on it: a server that masks differently at every read has none. It is a help and no
 * part of a change, so that a failure to read it fails nothing.
 */
export async function stableFingerprint(
  { client }: DurstRun,
  id: number,
  first?: SubscriberAnswer,
): Promise<string | undefined> {
  try {
    const seen = first ?? (await client.readSubscriber(id));
    if (seen === undefined || fingerprintOf(seen) === undefined) return undefined;
    const again = await client.readSubscriber(id);
    const agreed = again !== undefined && fingerprintOf(again) === fingerprintOf(seen);
    return agreed ? fingerprintOf(seen) : undefined;
  } catch {
    return undefined;
  }
}

/** Stands for a credential that is only known to be another one than declared, so that the next `up` sends the declared one. */
const unknownCredential = "(changed at the server)";

/** Inputs whose credential someone changed at the server. */
export function changedElsewhere(inputs: DurstSubscriberInputs): DurstSubscriberInputs {
  const { xAuthInfo, jwtSigningInfo } = inputs;
  return {
    ...inputs,
    xAuthInfo: xAuthInfo && { ...xAuthInfo, password: unknownCredential },
    jwtSigningInfo: jwtSigningInfo && { ...jwtSigningInfo, key: unknownCredential },
  };
}
