import { type JWTPayload, UnsecuredJWT } from "jose";

type SigningAlgorithm = "HS256" | "HS384" | "HS512";

/** Why a receiver must refuse a token. */
export type TokenDefect =
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
  /** Default `iat` now and `exp` in five minutes, since neither vendor documents its claims. */
  readonly claims?: Readonly<JWTPayload>;
  /** Makes the token, or the password of XAUTH, invalid in this way. */
  readonly defect?: TokenDefect;
}

/** Makes a token with these claims, signed with the receiver's key or with another one. */
export type Sign = (
  token: { readonly algorithm: SigningAlgorithm; readonly claims: JWTPayload },
  key: "own" | "another",
) => Promise<string | undefined>;

/** The value of a delivery's header; `undefined` if the token is missing on purpose. */
export async function signToken(
  sign: Sign,
  { algorithm = "HS256", claims, defect }: SigningOptions = {},
): Promise<string | undefined> {
  if (defect === "missing") return undefined;
  if (defect === "malformed") return "not.a-token";
  const now = Math.floor(Date.now() / 1000);
  const payload = { ...(claims ?? { iat: now, exp: now + 300 }), ...defectiveClaims(defect, now) };
  if (defect === "alg-none") return new UnsecuredJWT(payload).encode();
  return sign({ algorithm, claims: payload }, defect === "wrong-key" ? "another" : "own");
}

function defectiveClaims(defect: TokenDefect | undefined, now: number): JWTPayload {
  switch (defect) {
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
