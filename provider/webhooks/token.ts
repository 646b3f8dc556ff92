import { errors, type JWTPayload, jwtVerify } from "jose";
import { WebhookVerificationError } from "./errors";
import { onlyHeader, type WebhookHeaders } from "./headers";

export interface TokenRules {
  readonly keys: readonly Uint8Array[];
  readonly algorithms: readonly string[];
  readonly tolerance: number;
  readonly now: () => number;
  /** What to look at when no key fits. */
  readonly wrongKey: string;
}

/** The header's token. No JWT has a comma: it stands where a server joined two headers of one name. */
export const tokenOf = (headers: WebhookHeaders, name: string) =>
  onlyHeader(headers, name, (value) => value.includes(","));

/** Verifies a token; its claims. A key that does not fit gives way to the next one, anything else is final. */
export async function verifyToken(token: string, rules: TokenRules): Promise<JWTPayload> {
  const currentDate = new Date(rules.now());
  const options = { algorithms: [...rules.algorithms], clockTolerance: rules.tolerance, currentDate };
  for (const key of rules.keys) {
    try {
      const { payload } = await jwtVerify(token, key, options);
      return checkedAge(payload, currentDate.getTime() / 1000, rules.tolerance);
    } catch (failure) {
      if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw refusalOf(failure, rules);
    }
  }
  throw new WebhookVerificationError("bad-signature", rules.wrongKey);
}

/** jose asks for an `iat` as soon as it may not be old, and here it may be missing. */
function checkedAge(payload: JWTPayload, now: number, tolerance: number): JWTPayload {
  const { iat } = payload;
  if (iat === undefined) return payload;
  if (iat > now + tolerance) throw notYetValid("iat");
  if (iat < now - tolerance) throw expired("iat", "was issued too long ago");
  return payload;
}

const clockHint = "check this machine's clock, or raise the tolerance";

const expired = (claim: string, words: string) =>
  new WebhookVerificationError(
    "expired",
    `the token ${words} (${claim}): it may be one that was sent before; otherwise ${clockHint}`,
  );

const notYetValid = (claim: string) =>
  new WebhookVerificationError(
    "not-yet-valid",
    `the token is valid only from a later time on (${claim}): ${clockHint}`,
  );

// jose's errors hold the claims, so none of them is handed on.
function refusalOf(failure: unknown, { algorithms }: TokenRules): unknown {
  if (failure instanceof WebhookVerificationError) return failure;
  if (failure instanceof errors.JOSEAlgNotAllowed) {
    return new WebhookVerificationError(
      "wrong-algorithm",
      `the token's algorithm is not ${algorithms.join(", ")}: the vendor uses no other, so somebody else made it`,
    );
  }
  if (failure instanceof errors.JWTExpired) return expired(failure.claim, "has expired");
  if (failure instanceof errors.JWTClaimValidationFailed && failure.reason === "check_failed") {
    return notYetValid(failure.claim);
  }
  return new WebhookVerificationError(
    "malformed-token",
    "the header holds no JWT that can be read: see that the header is the right one and that nothing changes it on its way",
  );
}
