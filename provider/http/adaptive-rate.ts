/**
 * Milliseconds that all requests pause after a 429. The pause doubles with each further 429 until a request
 * is accepted.
 */
const [firstPause, longestPause] = [250, 10_000];

/**
 * Milliseconds between the starts of two requests: the largest interval, and the smallest one that is still
 * applied.
 */
const [longestInterval, leastInterval] = [2000, 5];

/** Factor for the rate after a 429, and its growth per second without one. */
const [decrease, growth] = [0.7, 0.15];

/** Requests per second after a 429 if no request was accepted in the last second. */
const unknownRate = 10;

const second = 1000;

/**
 * Rate limit for a server that answers 429 without `Retry-After`. All requests slow down together: after a
 * 429 they pause, then start no faster than the server accepted in the last second. The rate grows again
 * while the server accepts requests.
 */
export class AdaptiveRate {
  private interval = 0;
  private nextStart = 0;
  private slowedAt = Number.NEGATIVE_INFINITY;
  private refusals = 0;
  private recent: number[] = [];
  private acceptedAt = Number.NEGATIVE_INFINITY;

  /** When the next request may start, milliseconds since 1970. */
  get next(): number {
    return this.nextStart;
  }

  /** Records that a request starts. */
  begin(now: number): void {
    this.nextStart = Math.max(this.nextStart, now + this.interval);
  }

  /** Records that the server processed a request. */
  accepted(now: number): void {
    const passed = Math.min(second, now - this.acceptedAt) / second;
    this.acceptedAt = now;
    this.refusals = 0;
    this.recent = [...this.recent.filter((time) => time > now - second), now];
    this.interval /= 1 + growth * passed;
    if (this.interval < leastInterval) this.interval = 0;
  }

  /**
   * Records a 429. A request that started before the last slowdown is ignored, because its 429 says nothing
   * new.
   */
  refused(beganAt: number, now: number): void {
    if (beganAt < this.slowedAt) return;
    this.refusals += 1;
    this.slowedAt = now;
    // Until a request is accepted, only the pause grows.
    if (this.refusals === 1) {
      const taken = this.recent.filter((time) => time > now - second).length;
      const known = this.interval === 0 ? Number.POSITIVE_INFINITY : second / this.interval;
      this.interval = Math.min(longestInterval, second / Math.min(known * decrease, taken || unknownRate));
    }
    const pause = Math.min(longestPause, firstPause * 2 ** (this.refusals - 1));
    this.nextStart = Math.max(this.nextStart, now + pause * (1 + Math.random() / 4));
  }

  /** Whether the server processed a request since a time. */
  acceptedSince(time: number): boolean {
    return this.acceptedAt >= time;
  }

  /**
   * Milliseconds without an accepted request at the end of the current pause, counted from `since` at the
   * earliest.
   */
  stalledSince(since: number): number {
    return this.nextStart - Math.max(since, this.acceptedAt);
  }
}
