/** Which check a delivery failed, for code to decide on. The names are stable. */
export type WebhookVerificationErrorCode =
  /** The header that must authenticate the delivery is not there. */
  | "missing-header"
  /** That header was sent more than once, so that nobody can say which one counts. */
  | "repeated-header"
  /** No given secret, key or password fits. */
  | "bad-signature"
  /** The token names an algorithm that is not accepted, `none` among them. */
  | "wrong-algorithm"
  /** The header's value is no signed JWT with a set of claims. */
  | "malformed-token"
  /** The token's `exp` has passed, or its `iat` is longer ago than the tolerance. */
  | "expired"
  /** The token's `nbf` or `iat` is in the future. */
  | "not-yet-valid"
  /** The body is not what the vendor documents, or was parsed before it came here. */
  | "malformed-body"
  /** The body has more bytes than are accepted. */
  | "body-too-large"
  /** The receiver's own mistake: the secret, key or password it was given can't be one. */
  | "bad-secret";

/**
 * A delivery that is not to be believed, or a secret that can't verify any. The message is one line for the person
 * who runs the receiver and says what probably went wrong; it never holds a secret, a token or the value of a header. Do
 * not send it to the sender of the delivery: what failed is nothing for somebody who guesses.
 */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";

  constructor(
    readonly code: WebhookVerificationErrorCode,
    message: string,
  ) {
    super(message);
  }
}
