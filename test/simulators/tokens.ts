import { createHmac, randomBytes } from "node:crypto";

export type SigningAlgorithm = "HS256" | "HS384" | "HS512";

export type Tampering =
  | "wrong-key"
  | "alg-none"
  | "expired"
  | "not-yet-valid"
  | "issued-in-future"
  | "malformed"
  | "missing";

type Claims = Readonly<Record<string, unknown>>;

export interface SigningOptions {
  /** Default HS256. */
  readonly algorithm?: SigningAlgorithm;
  /** Instead of `iat` now and `exp` in five minutes: neither vendor documents its claims. */
  readonly claims?: Claims;
  /** Makes a token, or for XAUTH a password, that a receiver must refuse. */
  readonly tamper?: Tampering;
}

/**
 * A JWT in the compact form of RFC 7515, or nothing when it is to be missing. Written by hand, because the receivers it is
 * for verify with a library: the two must be able to disagree.
 */
export function signToken(
  key: Uint8Array,
  { algorithm = "HS256", claims, tamper }: SigningOptions = {},
): string | undefined {
  if (tamper === "missing") return undefined;
  if (tamper === "malformed") return "not.a-token";
  const now = Math.floor(Date.now() / 1000);
  const payload = { ...(claims ?? { iat: now, exp: now + 300 }), ...tamperedClaims(tamper, now) };
  if (tamper === "alg-none") return `${encode({ alg: "none", typ: "JWT" })}.${encode(payload)}.`;
  const signed = `${encode({ alg: algorithm, typ: "JWT" })}.${encode(payload)}`;
  const signingKey = tamper === "wrong-key" ? randomBytes(32) : key;
  const signature = createHmac(`sha${algorithm.slice(2)}`, signingKey)
    .update(signed)
    .digest("base64url");
  return `${signed}.${signature}`;
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function tamperedClaims(tamper: Tampering | undefined, now: number): Claims {
  switch (tamper) {
    case "expired":
      return { iat: now - 7200, exp: now - 3600 };
    case "not-yet-valid":
      return { nbf: now + 3600, exp: now + 7200 };
    case "issued-in-future":
      return { iat: now + 3600, exp: now + 7200 };
    default:
      return {};
  }
}
