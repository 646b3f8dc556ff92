import { maxTimerSeconds } from "./deadline.ts";
import type { WebhookHeaders } from "./headers.ts";

/** The body of a request as received: bytes or text, not parsed. */
export type WebhookBody = Uint8Array | ArrayBuffer | string;

/** A received request. */
export interface WebhookRequest {
  /** The request's headers: a `Headers`, Node's `request.headers`, or a plain record. */
  readonly headers: WebhookHeaders;
  /** The request's body as received: bytes or text, not parsed. */
  readonly body: WebhookBody;
}

/** Limits for accepted deliveries. */
export interface WebhookLimits {
  /**
   * Seconds by which the sender's clock and yours may differ, for `exp`, `nbf` and `iat`. Default 300,
   * because Durst servers run on customers' premises.
   */
  readonly clockTolerance?: number | undefined;
  /**
   * Maximum age of a token in seconds after its `iat`. Default: 300 for a token without `exp`, none for a
   * token with `exp`. A value that you set applies to both. Tokens without `iat` have no age.
   */
  readonly maxAge?: number | undefined;
  /** Reject tokens without `exp`. Default `false`: neither vendor documents its claims. */
  readonly requireExpiry?: boolean | undefined;
  /** Maximum size of a body in bytes, before and after decompression. Default 1,048,576 (1 MiB). */
  readonly maxBodySize?: number | undefined;
  /** Seconds that a function for secrets may take. Default 5. */
  readonly secretTimeout?: number | undefined;
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** The default of `clockTolerance`, in seconds. */
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

/** Checks the limits. @throws TypeError, because a limit that is not a number would accept everything */
export function limitsOf(given: WebhookLimits): Limits {
  const { clockTolerance, maxAge, requireExpiry = false, maxBodySize, secretTimeout, now = Date.now } = given;
  if ("tolerance" in given) {
    throw new TypeError("tolerance is not an option: use clockTolerance, maxAge, or both");
  }
  if (typeof requireExpiry !== "boolean") throw new TypeError("requireExpiry must be true or false");
  return {
    clockTolerance: notNegative("clockTolerance", clockTolerance ?? defaults.clockTolerance),
    maxAge: maxAge === undefined ? undefined : notNegative("maxAge", maxAge),
    requireExpiry,
    maxBodySize: notNegative("maxBodySize", maxBodySize ?? defaults.maxBodySize),
    secretTimeout: secondsOf("secretTimeout", secretTimeout ?? defaults.secretTimeout),
    now: () => finite("the result of now", now()),
  };
}

/** Checks a timeout in seconds. @throws TypeError */
export function secondsOf(option: string, value: number): number {
  if (finite(option, value) > 0) return Math.min(value, maxTimerSeconds);
  throw new TypeError(`${option} must be more than 0`);
}

export function notNegative(option: string, value: number): number {
  if (finite(option, value) >= 0) return value;
  throw new TypeError(`${option} must not be negative`);
}

function finite(what: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new TypeError(`${what} must be a number`);
}

/** One value or several. */
export type OneOrMore<T> = T | readonly T[];

/**
 * One or several secrets, or a function that returns them, so a rotation needs no restart. The function is
 * called for each delivery with a well-formed token. Deliveries that arrive during a call share it. Cache
 * inside the function if it asks a remote store.
 */
export type SecretSource<T> = OneOrMore<T> | (() => OneOrMore<T> | Promise<OneOrMore<T>>);

export const toList = <T>(value: OneOrMore<T>): readonly T[] => (Array.isArray(value) ? value : [value as T]);
