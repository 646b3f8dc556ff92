/** Which check a delivery failed, for code to decide on. These names are stable. */
export type WebhookVerificationErrorCode =
  /** The header that must authenticate the delivery is missing. */
  | "missing-header"
  /** That header was sent more than once, so nobody can say which value counts. */
  | "repeated-header"
  /** No configured secret, key or password fits. */
  | "bad-signature"
  /** The token names an algorithm that is not accepted, `none` among them. */
  | "wrong-algorithm"
  /** The header's value is not a signed JWT in its one canonical spelling. */
  | "malformed-token"
  /** A time in the token can't be one, such as milliseconds where seconds are expected. */
  | "implausible-time"
  /** The token's `exp` has passed, or its `iat` is older than `maxAge`. */
  | "expired"
  /** The token's `nbf` or `iat` is in the future. */
  | "not-yet-valid"
  /** `requireExpiry` is set and the token has no `exp`. */
  | "missing-expiry"
  /** The delivery was handled before (only with `replayStore`). */
  | "repeated-delivery"
  /** The body can't be decoded: `content-type` or `content-encoding` names something unsupported. */
  | "unsupported-encoding"
  /** The body is not JSON text, or was parsed before it came here. */
  | "malformed-body"
  /** The body has more bytes than `maxBodySize`. */
  | "body-too-large"
  /** The body did not arrive within `bodyTimeout`. */
  | "body-timeout"
  /** The receiver's own mistake: the secret, key or password can't be one. */
  | "bad-secret";

/**
 * A delivery that must not be trusted, or a secret that can't verify any delivery.
 *
 * The message is one line for the person who runs the receiver. It never holds a secret, a token or a
 * header's value. Don't send it to the sender: which check failed is useful to somebody who guesses.
 */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
  readonly code: WebhookVerificationErrorCode;
  /** The name of the header that the rejection is about, if it is about one. */
  readonly header: string | undefined;

  constructor(code: WebhookVerificationErrorCode, message: string, header?: string) {
    super(message);
    this.code = code;
    this.header = header;
  }
}

/**
 * Whether a value is a `WebhookVerificationError`, also one of another copy of this package (a program that
 * both imports and requires it has two, and `instanceof` tells them apart).
 */
export const isWebhookVerificationError = (value: unknown): value is WebhookVerificationError =>
  value instanceof Error && value.name === "WebhookVerificationError" && "code" in value;

export const malformedBody = (message: string) => new WebhookVerificationError("malformed-body", message);
