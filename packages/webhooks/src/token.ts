import { decodeBase64url, isCanonicalBase64url } from "./base64.ts";
import { checkTimes, type TimeLimits, type WebhookClaims } from "./claims.ts";
import { WebhookVerificationError } from "./errors.ts";
import { onlyHeader, type WebhookHeaders } from "./headers.ts";
import type { HmacKey } from "./secrets.ts";

export interface TokenRules {
  readonly algorithms: readonly string[];
  /** Called only if the token is well-formed and its algorithm is accepted. */
  readonly keys: () => Promise<readonly HmacKey[]>;
  /** The message if no key matches. */
  readonly wrongKey: string;
}

/** Verifies a token's signature, then its times. */
export async function verifyToken(
  token: string,
  rules: TokenRules,
  limits: TimeLimits,
): Promise<{
  readonly claims: WebhookClaims;
  readonly secretIndex: number;
  readonly key: HmacKey;
  readonly isOnlyKey: boolean;
}> {
  const { payload, keyIndex, key, isOnlyKey } = await verifySignature(token, rules);
  return { claims: checkTimes(claimsOf(payload), limits), secretIndex: keyIndex, key, isOnlyKey };
}

export interface SignedPayload {
  readonly payload: Uint8Array;
  /** The index of the matching key. */
  readonly keyIndex: number;
  readonly key: HmacKey;
  /** Whether there is no other key. */
  readonly isOnlyKey: boolean;
}

const signatureFailed = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED";

let jose: Promise<typeof import("jose/jws/compact/verify")> | undefined;

/** Loads jose when a verifier is created, so importing this package stays fast. */
export function loadJose(): NonNullable<typeof jose> {
  jose ??= import("jose/jws/compact/verify").catch((failure: unknown) => {
    // The next delivery retries.
    jose = undefined;
    throw failure;
  });
  return jose;
}

/** The token in a header. JWTs contain no comma, so a comma means that a server joined two headers. */
export const tokenOf = (headers: WebhookHeaders, name: string) =>
  onlyHeader(headers, name, (value) => value.includes(","));

/**
 * Verifies a compact JWS, and returns its payload. Only the canonical form is accepted: padding, blanks and
 * unused bits, which lenient decoders ignore, are rejected.
 */
export async function verifySignature(token: string, rules: TokenRules): Promise<SignedPayload> {
  const algorithm = algorithmOf(token, rules.algorithms);
  const [keys, { compactVerify }] = await Promise.all([rules.keys(), loadJose()]);
  for (const [keyIndex, key] of keys.entries()) {
    const imported = await key.for(algorithm);
    try {
      const { payload } = await compactVerify(token, imported, { algorithms: [algorithm] });
      return { payload, keyIndex, key, isOnlyKey: keys.length === 1 };
    } catch (failure) {
      // If the key does not match, the next one is tried. Other failures are final.
      if ((failure as { code?: unknown }).code !== signatureFailed) throw malformed();
    }
  }
  throw new WebhookVerificationError("bad-signature", rules.wrongKey);
}

/** The claims in a payload. */
function claimsOf(payload: Uint8Array): Readonly<Record<string, unknown>> {
  const claims = jsonObjectOf(payload);
  if (claims === undefined) throw malformed();
  return claims;
}

/** The last decoded header: a sender uses the same one in all its tokens. */
let lastHeader = { encoded: "", alg: "" };

/** The algorithm in a token's header, checked before any key is requested. */
function algorithmOf(token: string, accepted: readonly string[]): string {
  const parts = token.split(".", 4);
  const [encoded = ""] = parts;
  if (parts.length !== 3 || encoded === "" || !parts.every(isCanonicalBase64url)) throw malformed();
  const alg = encoded === lastHeader.encoded ? lastHeader.alg : algorithmIn(encoded);
  if (accepted.includes(alg)) return alg;
  throw new WebhookVerificationError(
    "wrong-algorithm",
    `the token's algorithm is not ${accepted.join(", ")}: the vendor uses no other, so somebody else made the token`,
  );
}

function algorithmIn(encoded: string): string {
  const header = jsonObjectOf(decodeBase64url(encoded));
  if (header === undefined) throw malformed();
  const { alg } = header;
  // No extension is supported, so none may be critical. `b64` and `zip` would change the signed content.
  if (typeof alg !== "string" || alg === "" || ["crit", "b64", "zip"].some((name) => name in header)) {
    throw malformed();
  }
  lastHeader = { encoded, alg };
  return alg;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function jsonObjectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Not JSON in UTF-8.
  }
  return undefined;
}

// jose's errors contain the claims, so they are not passed on.
const malformed = () =>
  new WebhookVerificationError(
    "malformed-token",
    "the header contains no valid JWT: check that this is the right header, and that nothing on the way changes it",
  );
