import { type JWTPayload, UnsecuredJWT } from "jose";

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

/** Makes a token with these claims, signed with the receiver's key or with another one. */
export type Sign = (
  token: { readonly algorithm: SigningAlgorithm; readonly claims: JWTPayload },
  key: "own" | "another",
) => Promise<string | undefined>;

/** The value of a delivery's header; `undefined` if the token is to be missing. */
export async function signToken(
  sign: Sign,
  { algorithm = "HS256", claims, tamper }: SigningOptions = {},
): Promise<string | undefined> {
  if (tamper === "missing") return undefined;
  if (tamper === "malformed") return "not.a-token";
  const now = Math.floor(Date.now() / 1000);
  const payload = { ...(claims ?? { iat: now, exp: now + 300 }), ...tamperedClaims(tamper, now) };
  if (tamper === "alg-none") return new UnsecuredJWT(payload).encode();
  return sign({ algorithm, claims: payload }, tamper === "wrong-key" ? "another" : "own");
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
