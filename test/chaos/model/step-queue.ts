/** Runs a few steps at once, and begins none after a failure. */
export class StepQueue {
  readonly failures: Error[] = [];
  private readonly waiting: (() => void)[] = [];

  private free: number;

  constructor(readonly parallel: number) {
    this.free = parallel;
  }

  /** The step's result; `undefined` if the step failed or did not begin. */
  async run<T>(step: () => Promise<T>): Promise<T | undefined> {
    if (this.free === 0) await new Promise<void>((begin) => this.waiting.push(begin));
    else this.free -= 1;
    try {
      return this.failures.length > 0 ? undefined : await step();
    } catch (failure) {
      return this.fail(failure);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }

  fail(failure: unknown): undefined {
    this.failures.push(failure instanceof Error ? failure : new Error(String(failure)));
  }
}
