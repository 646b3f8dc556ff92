import { longestSeconds } from "./deadline.ts";
import type { WebhookHeaders } from "./headers.ts";

/** The body of a request as it came over the wire: its bytes, or their text. */
export type WebhookBody = Uint8Array | ArrayBuffer | string;

/** What a server received. */
export interface WebhookRequest {
  /** The request's headers: a `Headers`, Node's `request.headers`, or a plain record. Names in any case. */
  readonly headers: WebhookHeaders;
  /** The request's body as it came: its bytes or text, not parsed. */
  readonly body: WebhookBody;
}

/** Limits of what is accepted. */
export interface WebhookLimits {
  /**
   * Seconds by which the sender's clock and yours may differ, for `exp`, `nbf` and `iat` alike. Default 300:
   * Durst servers stand on customers' premises.
   */
  readonly clockTolerance?: number | undefined;
  /**
   * Seconds after its `iat` at which a token is too old. Default 300 for a token without `exp`; a token with
   * an `exp` is accepted until then. A `maxAge` that you set holds for both. Tokens without `iat` have no age.
   */
  readonly maxAge?: number | undefined;
  /** Reject tokens without `exp`. Default `false`: neither vendor documents its claims. */
  readonly requireExpiry?: boolean | undefined;
  /** Bytes of the largest body that is accepted, before and after decompression. Default 1,048,576 (1 MiB). */
  readonly maxBodySize?: number | undefined;
  /** Seconds that a function which gives secrets may take. Default 5. */
  readonly secretTimeout?: number | undefined;
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Seconds by which clocks may differ unless `clockTolerance` says otherwise. */
export const defaultClockTolerance = 300;

export const defaults = {
  clockTolerance: defaultClockTolerance,
  maxAge: 300,
  maxBodySize: 1_048_576,
  secretTimeout: 5,
  pairWindow: 60,
  bodyTimeout: 30,
  eventTimeout: 30,
  callbackTimeout: 5,
} as const;

export interface Limits {
  readonly clockTolerance: number;
  readonly maxAge: number | undefined;
  readonly requireExpiry: boolean;
  readonly maxBodySize: number;
  readonly secretTimeout: number;
  readonly now: () => number;
}

/** The limits, or a TypeError: a limit that is not a number would let everything pass. */
export function limitsOf(given: WebhookLimits): Limits {
  const { clockTolerance, maxAge, requireExpiry = false, maxBodySize, secretTimeout, now = Date.now } = given;
  if ("tolerance" in given) {
    throw new TypeError("tolerance is not an option: use clockTolerance, maxAge, or both");
  }
  if (typeof requireExpiry !== "boolean") throw new TypeError("requireExpiry must be true or false");
  return {
    clockTolerance: atLeastZero("clockTolerance", clockTolerance ?? defaults.clockTolerance),
    maxAge: maxAge === undefined ? undefined : atLeastZero("maxAge", maxAge),
    requireExpiry,
    maxBodySize: atLeastZero("maxBodySize", maxBodySize ?? defaults.maxBodySize),
    secretTimeout: secondsOf("secretTimeout", secretTimeout ?? defaults.secretTimeout),
    now: () => finite("what now gives", now()),
  };
}

/** A deadline in seconds, or a TypeError. */
export function secondsOf(option: string, value: number): number {
  if (finite(option, value) > 0) return Math.min(value, longestSeconds);
  throw new TypeError(`${option} must be more than 0`);
}

export function atLeastZero(option: string, value: number): number {
  if (finite(option, value) >= 0) return value;
  throw new TypeError(`${option} must not be negative`);
}

function finite(what: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new TypeError(`${what} must be a number`);
}

/** One or several. */
export type OneOrMore<T> = T | readonly T[];

/**
 * One or several secrets, or a function that gives them: a rotation then needs no restart. The function is
 * called for each delivery that carries a well-formed token; deliveries that arrive while a call is under way
 * share it. Cache inside the function if it asks a remote store.
 */
export type SecretSource<T> = OneOrMore<T> | (() => OneOrMore<T> | Promise<OneOrMore<T>>);

export const listOf = <T>(value: OneOrMore<T>): readonly T[] => (Array.isArray(value) ? value : [value as T]);
