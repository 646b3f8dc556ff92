import { HttpError } from "./errors";

/** Milliseconds for which a look that failed speaks for those that would follow. */
const standstill = 5000;

/**
 * Looks for what became of requests whose answers were lost. In an outage all of them are lost at once: one look that fails is enough to
 * know that nothing can be seen for now.
 */
export class Lookout {
  private failed: { readonly failure: HttpError; readonly until: number } | undefined;

  async look<T>(looking: () => Promise<T>): Promise<T> {
    if (this.failed !== undefined && Date.now() < this.failed.until) throw this.failed.failure;
    try {
      return await looking();
    } catch (failure) {
      if (failure instanceof HttpError && failure.transient) {
        this.failed = { failure, until: Date.now() + standstill };
      }
      throw failure;
    }
  }
}
