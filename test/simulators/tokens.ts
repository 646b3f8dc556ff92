import { randomBytes } from "node:crypto";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";

type SigningAlgorithm = "HS256" | "HS384" | "HS512";

export type Tampering =
  | "wrong-key"
  | "alg-none"
  | "expired"
  | "not-yet-valid"
  | "issued-in-future"
  | "malformed"
  | "missing";

export interface SigningOptions {
  /** Default HS256. */
  readonly algorithm?: SigningAlgorithm;
  /** Instead of `iat` now and `exp` in five minutes: neither vendor documents its claims. */
  readonly claims?: Readonly<JWTPayload>;
  /** Makes a token, or for XAUTH a password, that a receiver must refuse. */
  readonly tamper?: Tampering;
}

/** Nothing when the token is to be missing. */
export async function signToken(
  key: Uint8Array,
  { algorithm = "HS256", claims, tamper }: SigningOptions = {},
): Promise<string | undefined> {
  if (tamper === "missing") return undefined;
  if (tamper === "malformed") return "not.a-token";
  const now = Math.floor(Date.now() / 1000);
  const payload = { ...(claims ?? { iat: now, exp: now + 300 }), ...tamperedClaims(tamper, now) };
  if (tamper === "alg-none") return new UnsecuredJWT(payload).encode();
  const signingKey = tamper === "wrong-key" ? randomBytes(32) : key;
  return new SignJWT(payload).setProtectedHeader({ alg: algorithm, typ: "JWT" }).sign(signingKey);
}

function tamperedClaims(tamper: Tampering | undefined, now: number): JWTPayload {
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
