/** Milliseconds for which all wait after a refusal; it doubles with each one that follows without anything accepted between. */
const [firstPause, longestPause] = [250, 10_000];

/** Milliseconds between two beginnings, at most; below the least one they no longer have to wait for each other. */
const [longestInterval, leastInterval] = [2000, 5];

/** What the rate is multiplied by after a refusal, and by how much it grows in each second without one. */
const [decrease, growth] = [0.7, 0.15];

/** Requests a second after a refusal, if it is not known how many the server takes. */
const unknownRate = 10;

const second = 1000;

/**
 * How fast requests may begin at a server that refuses some for their number and names no time to come back. All calls slow down together:
 * a refusal makes them pause, and then begin no faster than what the server took in the last second; while it takes all, they grow faster.
 */
export class AdaptiveRate {
  private interval = 0;
  private nextStart = 0;
  private slowedAt = Number.NEGATIVE_INFINITY;
  private refusals = 0;
  private recent: number[] = [];
  private acceptedAt = Number.NEGATIVE_INFINITY;

  /** When the next request may begin. */
  get next(): number {
    return this.nextStart;
  }

  /** One begins now. */
  begin(now: number): void {
    this.nextStart = Math.max(this.nextStart, now + this.interval);
  }

  /** One was processed. */
  accepted(now: number): void {
    const passed = Math.min(second, now - this.acceptedAt) / second;
    this.acceptedAt = now;
    this.refusals = 0;
    this.recent = [...this.recent.filter((time) => time > now - second), now];
    this.interval /= 1 + growth * passed;
    if (this.interval < leastInterval) this.interval = 0;
  }

  /** One that began at a time was refused. Those that were under way when all slowed down say nothing new. */
  refused(beganAt: number, now: number): void {
    if (beganAt < this.slowedAt) return;
    this.refusals += 1;
    this.slowedAt = now;
    // Until something is accepted, the pause alone grows.
    if (this.refusals === 1) {
      const taken = this.recent.filter((time) => time > now - second).length;
      const known = this.interval === 0 ? Number.POSITIVE_INFINITY : second / this.interval;
      this.interval = Math.min(longestInterval, second / Math.min(known * decrease, taken || unknownRate));
    }
    const pause = Math.min(longestPause, firstPause * 2 ** (this.refusals - 1));
    this.nextStart = Math.max(this.nextStart, now + pause * (1 + Math.random() / 4));
  }

  /** Whether something was processed since a time. */
  acceptedSince(time: number): boolean {
    return this.acceptedAt >= time;
  }

  /** Milliseconds that will have passed without anything accepted, at the end of the pause; counted from a time at the earliest. */
  stalledSince(since: number): number {
    return this.nextStart - Math.max(since, this.acceptedAt);
  }
}
