import { HttpError } from "./errors";

/** Milliseconds for which a look that failed speaks for those that would follow: at first, and at most after it has doubled. */
const [shortest, longest] = [5000, 60_000];

/**
 * Looks for what became of requests whose answers were lost. In an outage all of them are lost at once: one look that fails is enough to
 * know that nothing can be seen for now.
 */
export class CircuitBreaker {
  private failed: { readonly failure: HttpError; readonly until: number } | undefined;
  private underWay: Promise<void> | undefined;
  private standstill = shortest;

  async look<T>(looking: () => Promise<T>): Promise<T> {
    while (this.underWay !== undefined) await this.underWay;
    if (this.failed !== undefined && Date.now() < this.failed.until) throw this.failed.failure;
    const look = looking();
    this.underWay = look.then(
      () => this.seen(),
      (failure) => this.blocked(failure),
    );
    return look;
  }

  private seen(): void {
    this.underWay = undefined;
    this.standstill = shortest;
  }

  private blocked(failure: unknown): void {
    this.underWay = undefined;
    if (!(failure instanceof HttpError && failure.transient)) return;
    this.failed = { failure, until: Date.now() + this.standstill };
    this.standstill = Math.min(longest, this.standstill * 2);
  }
}
