import type { HttpError } from "./errors";

/** How failed requests are retried. Times are in milliseconds. */
export const retryDefaults = {
  /**
   * Attempts per request, including the first; also for other retried work, such as creating again after a
   * lost answer.
   */
  attempts: 3,
  /** Upper bound of the wait before the second attempt; it doubles with each further attempt. */
  firstWait: 500,
  longestWait: 10_000,
  /** Retries allowed per first attempt, so that a server in an outage is not flooded. */
  budgetShare: 0.2,
  /** Retries that are always allowed. */
  budgetFloor: 3,
  /** Number of first attempts after which both counts are halved. */
  budgetMemory: 500,
} as const;

/** Whether a retry is safe: the request is idempotent, or the server has certainly not processed it. */
export const isRetryable = (method: string, failure: HttpError): boolean =>
  failure.transient && (method !== "POST" || !failure.ambiguous);

/** Exponential backoff with full jitter: requests that failed together do not come back together. */
export function backoffDelay(attempt: number, retryAfter: number | undefined, random: () => number): number {
  const { firstWait, longestWait } = retryDefaults;
  const bound = Math.min(longestWait, firstWait * 2 ** (attempt - 2));
  return (retryAfter ?? 0) + Math.floor(random() * bound);
}

/** Limits retries to a share of the requests sent to one server. */
export class RetryBudget {
  private requests = 0;
  private retries = 0;

  firstAttempt(): void {
    this.requests += 1;
    if (this.requests < retryDefaults.budgetMemory) return;
    this.requests /= 2;
    this.retries /= 2;
  }

  /** Takes one retry from the budget; `false` if none is left. */
  take(): boolean {
    const { budgetShare, budgetFloor } = retryDefaults;
    if (this.retries + 1 > Math.max(budgetFloor, budgetShare * this.requests)) return false;
    this.retries += 1;
    return true;
  }
}

/**
 * Milliseconds of a `Retry-After` header: whole or fractional seconds, or a date by the server's own clock.
 */
export function parseRetryAfter(headers: Readonly<Record<string, unknown>>): number | undefined {
  const { "retry-after": wanted, date } = headers;
  if (typeof wanted !== "string") return undefined;
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|sec|seconds?)?$/i.exec(wanted.trim()) ?? [];
  if (amount !== undefined) return Math.ceil(Number(amount) * (unit?.toLowerCase() === "ms" ? 1 : 1000));
  // `Date.parse` would take a bare number for a year.
  const at = /[a-z]{3}/i.test(wanted) ? Date.parse(wanted) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  const serverNow = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return Math.max(0, at - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}
