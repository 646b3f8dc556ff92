const signals = ["SIGINT", "SIGTERM"] as const;

/** Milliseconds without an operation after which signals are left to others: of many operations each would cost as much as to begin. */
const lull = 100;

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
  private listening = false;
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
    if (!this.listening) this.listen();
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.end();
    }
  }

  private listen(): void {
    this.listening = true;
    for (const signal of signals) process.on(signal, this.interrupted);
    const release = setInterval(() => {
      if (this.underWay > 0) return;
      clearInterval(release);
      this.listening = false;
      for (const signal of signals) process.removeListener(signal, this.interrupted);
    }, lull).unref();
  }

  private readonly interrupted = (signal: NodeJS.Signals): void => {
    // The second one ends the process.
    process.removeListener(signal, this.interrupted);
    this.signal = signal;
    this.controller.abort();
    if (this.underWay === 0) process.kill(process.pid, signal);
  };

  private end(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
    const { signal } = this;
    if (signal !== undefined) setTimeout(() => process.kill(process.pid, signal), farewell).unref();
  }
}
