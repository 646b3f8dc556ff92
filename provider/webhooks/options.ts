import { defaultMaxBodySize, type WebhookBody } from "./body";
import type { WebhookHeaders } from "./headers";

/** What a server received. */
export interface WebhookDelivery {
  /** The request's headers: a `Headers`, Node's `request.headers`, or a plain record. Names in any case. */
  readonly headers: WebhookHeaders;
  /** The request's body as it came: its bytes or text, not parsed. */
  readonly body: WebhookBody;
}

/** Limits of what is accepted. */
export interface WebhookLimits {
  /** Seconds by which clocks may differ and a delivery may be late, for `exp`, `nbf` and `iat` alike. Default 300. */
  readonly tolerance?: number | undefined;
  /** Bytes of the largest body that is accepted. Default 1,048,576 (1 MB). */
  readonly maxBodySize?: number | undefined;
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Seconds by which clocks may differ and a delivery may be late unless said otherwise. */
export const defaultTolerance = 300;

/** The limits, or a TypeError: one that is no number would let everything pass. */
export function limitsOf({ tolerance, maxBodySize, now = Date.now }: WebhookLimits) {
  return {
    tolerance: atLeastZero("tolerance", tolerance ?? defaultTolerance),
    maxBodySize: atLeastZero("maxBodySize", maxBodySize ?? defaultMaxBodySize),
    now: () => finite("what now gives", now()),
  };
}

function atLeastZero(option: string, value: number): number {
  if (finite(option, value) >= 0) return value;
  throw new TypeError(`${option} must not be negative`);
}

function finite(what: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new TypeError(`${what} must be a number`);
}

/** One or several. */
export type OneOrMore<T> = T | readonly T[];

export const listOf = <T>(value: OneOrMore<T>): readonly T[] => (Array.isArray(value) ? value : [value as T]);
