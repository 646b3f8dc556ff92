import { WebhookVerificationError } from "./errors.ts";
import { defaults, type Limits } from "./options.ts";

/** The claims of a token. Neither vendor documents its claims, so each may be missing. */
export interface WebhookClaims {
  /** When the token was issued: seconds since 1970. */
  readonly iat?: number;
  /** When the token expires: seconds since 1970. */
  readonly exp?: number;
  /** When the token becomes valid: seconds since 1970. */
  readonly nbf?: number;
  /** A unique id of the token. */
  readonly jti?: unknown;
  readonly [claim: string]: unknown;
}

export type TimeLimits = Pick<Limits, "clockTolerance" | "maxAge" | "requireExpiry" | "now">;

/** Rejects claims that are expired, not yet valid, or implausible. */
export function checkTimes(claims: Readonly<Record<string, unknown>>, limits: TimeLimits): WebhookClaims {
  const now = limits.now() / 1000;
  const { clockTolerance: tolerance } = limits;
  const [iat, nbf, exp] = ["iat", "nbf", "exp"].map((claim) => timeOf(claims, claim, now));
  if (exp !== undefined && (exp < (iat ?? exp) || exp < (nbf ?? exp))) {
    throw implausible("exp", "the token ends before it begins");
  }
  if (exp === undefined && limits.requireExpiry) {
    throw new WebhookVerificationError(
      "missing-expiry",
      "the token has no exp, and requireExpiry is set: the vendor does not document exp, so set requireExpiry only if your server sends it",
    );
  }
  if (nbf !== undefined && nbf > now + tolerance) throw notYetValid("nbf");
  if (iat !== undefined && iat > now + tolerance) throw notYetValid("iat");
  if (exp !== undefined && exp <= now - tolerance) {
    throw expired(`the token has expired (exp): check this machine's clock, or raise clockTolerance`);
  }
  const maxAge = limits.maxAge ?? (exp === undefined ? defaults.maxAge : Number.POSITIVE_INFINITY);
  if (iat !== undefined && iat < now - tolerance - maxAge) {
    throw expired(
      `the token was issued more than ${maxAge} s ago (iat): raise maxAge if the vendor delivers that late, or check this machine's clock`,
    );
  }
  return claims as WebhookClaims;
}

/** The time after which a token is never accepted, in seconds since 1970; `undefined` if there is none. */
export function acceptedUntil({ iat, exp }: WebhookClaims, limits: TimeLimits): number | undefined {
  const maxAge = limits.maxAge ?? (exp === undefined ? defaults.maxAge : undefined);
  const ends = [exp, iat === undefined || maxAge === undefined ? undefined : iat + maxAge];
  const known = ends.filter((end) => end !== undefined);
  return known.length === 0 ? undefined : Math.min(...known) + limits.clockTolerance;
}

/** Seconds in a hundred years. No token is valid that long, except if its times are in milliseconds. */
const century = 3_155_760_000;

function timeOf(claims: Readonly<Record<string, unknown>>, claim: string, now: number): number | undefined {
  const time = claims[claim];
  if (time === undefined) return undefined;
  if (typeof time !== "number" || !Number.isFinite(time)) {
    throw new WebhookVerificationError("malformed-token", `the token's ${claim} is not a number`);
  }
  if (time < 0) throw implausible(claim, "it is before 1970");
  if (time > now + century) {
    throw implausible(claim, "it is more than 100 years ahead, as if in milliseconds");
  }
  return time;
}

const implausible = (claim: string, why: string) =>
  new WebhookVerificationError(
    "implausible-time",
    `the token's ${claim} can't be a time in seconds: ${why}. Ask the operator of the sending server`,
  );

const expired = (message: string) => new WebhookVerificationError("expired", message);

const notYetValid = (claim: string) =>
  new WebhookVerificationError(
    "not-yet-valid",
    `the token is not valid yet (${claim}): check this machine's clock, or raise clockTolerance`,
  );
