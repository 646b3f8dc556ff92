const signals = ["SIGINT", "SIGTERM"] as const;

/** Milliseconds for the last answers to reach the engine, which usually ends this process before. */
const farewell = 1000;

/**
 * Lets operations that are under way come to their end before a signal ends this process, since a creation that is cut off loses its
 * secret. No further request begins, no wait goes on, and a second signal ends the process at once.
 */
export class GracefulShutdown {
  private readonly controller = new AbortController();
  private underWay = 0;
  private signal: NodeJS.Signals | undefined;
  private readonly waiting: (() => void)[] = [];

  /** Aborted by the first signal. */
  get stopped(): AbortSignal {
    return this.controller.signal;
  }

  /** The same without a signal: nothing further begins. Resolves when nothing is under way any more. */
  stop(): Promise<void> {
    this.controller.abort();
    return this.underWay === 0 ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    if (this.underWay === 1) for (const signal of signals) process.once(signal, this.interrupted);
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.end();
    }
  }

  private readonly interrupted = (signal: NodeJS.Signals): void => {
    this.signal = signal;
    this.controller.abort();
  };

  private end(): void {
    for (const signal of signals) process.removeListener(signal, this.interrupted);
    for (const resolve of this.waiting.splice(0)) resolve();
    const { signal } = this;
    if (signal !== undefined) setTimeout(() => process.kill(process.pid, signal), farewell).unref();
  }
}
