/** The check that a delivery failed. These codes are stable. */
export type WebhookVerificationErrorCode =
  /** The header that authenticates the delivery is missing. */
  | "missing-header"
  /** That header was sent more than once, so it is unclear which value counts. */
  | "repeated-header"
  /** No configured secret, key or password matches. */
  | "bad-signature"
  /** The token's algorithm is not accepted, such as `none`. */
  | "wrong-algorithm"
  /** The header is not a signed JWT in canonical form. */
  | "malformed-token"
  /** A time in the token is implausible, such as milliseconds instead of seconds. */
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
  /** The body is not JSON text, or was already parsed. */
  | "malformed-body"
  /** The body has more bytes than `maxBodySize`. */
  | "body-too-large"
  /** The body did not arrive within `bodyTimeout`. */
  | "body-timeout"
  /** The receiver's own mistake: its secret, key or password is invalid. */
  | "bad-secret";

/**
 * A delivery that can't be trusted, or a secret that can't verify any delivery.
 *
 * The message is one line for the operator of the receiver. It never contains a secret, a token or a header's
 * value. Don't send it to the sender: the failed check would help an attacker to guess.
 */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
  readonly code: WebhookVerificationErrorCode;
  /** The name of the header that caused the rejection, if one did. */
  readonly header: string | undefined;

  constructor(code: WebhookVerificationErrorCode, message: string, header?: string) {
    super(message);
    this.code = code;
    this.header = header;
  }
}

/**
 * Whether a value is a `WebhookVerificationError`, also of another copy of this package. A program that both
 * imports and requires the package has two copies, which `instanceof` does not recognise.
 */
export const isWebhookVerificationError = (value: unknown): value is WebhookVerificationError =>
  value instanceof Error && value.name === "WebhookVerificationError" && "code" in value;

export const malformedBody = (message: string) => new WebhookVerificationError("malformed-body", message);
