/** Steps of a run: a few run at once, and none begins after a failure. */
export class Steps {
  readonly failures: Error[] = [];
  private readonly waiting: (() => void)[] = [];

  private free: number;

  constructor(readonly parallel: number) {
    this.free = parallel;
  }

  /** The step's result; `undefined` if the step failed or did not begin. */
  async take<T>(step: () => Promise<T>): Promise<T | undefined> {
    if (this.free === 0) await new Promise<void>((begin) => this.waiting.push(begin));
    else this.free -= 1;
    try {
      return this.failures.length > 0 ? undefined : await step();
    } catch (failure) {
      return this.failed(failure);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }

  failed(failure: unknown): undefined {
    this.failures.push(failure instanceof Error ? failure : new Error(String(failure)));
  }
}
