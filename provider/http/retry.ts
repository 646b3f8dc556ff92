import type { HttpError } from "./errors";

/** Times in milliseconds: how a failed request is repeated, in one place. */
export const retryDefaults = {
  /** Of one request, the first one included; and of whatever else is tried again, as creating after a lost answer. */
  attempts: 3,
  /** The longest wait before the second attempt; it doubles with each one. */
  firstWait: 500,
  longestWait: 10_000,
  /** Repetitions for each first attempt, so that a server in an outage is not flooded. */
  budgetShare: 0.2,
  /** Repetitions that are always there. */
  budgetFloor: 3,
  /** First attempts after which what was counted weighs half. */
  budgetMemory: 500,
} as const;

/** Whether sending the request once more can do no harm: it is idempotent, or the server has certainly not acted on it. */
export const mayRepeat = (method: string, failure: HttpError): boolean =>
  failure.transient && (method !== "POST" || !failure.ambiguous);

/** Full jitter: anything up to a bound that doubles, so that those who failed together do not come back together. */
export function waitBefore(attempt: number, retryAfter: number | undefined, random: () => number): number {
  const { firstWait, longestWait } = retryDefaults;
  const bound = Math.min(longestWait, firstWait * 2 ** (attempt - 2));
  return (retryAfter ?? 0) + Math.floor(random() * bound);
}

/** Counts what is sent to one server and allows repetitions up to a share of it. */
export class RetryBudget {
  private requests = 0;
  private repetitions = 0;

  firstAttempt(): void {
    this.requests += 1;
    if (this.requests < retryDefaults.budgetMemory) return;
    this.requests /= 2;
    this.repetitions /= 2;
  }

  /** Takes one repetition; `false` if none is left. */
  take(): boolean {
    const { budgetShare, budgetFloor } = retryDefaults;
    if (this.repetitions + 1 > Math.max(budgetFloor, budgetShare * this.requests)) return false;
    this.repetitions += 1;
    return true;
  }
}

/** The milliseconds that a `Retry-After` asks for, given in seconds, in a fraction of them, or as a date by the server's own clock. */
export function retryAfterOf(headers: Readonly<Record<string, unknown>>): number | undefined {
  const { "retry-after": wanted, date } = headers;
  if (typeof wanted !== "string") return undefined;
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|sec|seconds?)?$/i.exec(wanted.trim()) ?? [];
  if (amount !== undefined) return Math.ceil(Number(amount) * (unit?.toLowerCase() === "ms" ? 1 : 1000));
  // A number that is no number of seconds would pass for a year.
  const at = /[a-z]{3}/i.test(wanted) ? Date.parse(wanted) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  const serverNow = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return Math.max(0, at - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}
