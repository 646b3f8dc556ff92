const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Milliseconds without an operation until the signal handlers are removed: doing so after each operation
 * would be slow.
 */
const idleBeforeRelease = 100;

/** Milliseconds for the last answers to reach the engine, which usually ends this process earlier. */
const shutdownGraceMs = 1000;

/**
 * Lets running operations finish before a signal ends this process: an interrupted creation would lose its
 * secret. After the first signal no request starts and every wait ends. A second signal ends the process at
 * once.
 */
export class GracefulShutdown {
  private readonly controller = new AbortController();
  private running = 0;
  private signal: NodeJS.Signals | undefined;
  private listening = false;
  private readonly waiting: (() => void)[] = [];

  /** Aborted by the first signal. */
  get stopped(): AbortSignal {
    return this.controller.signal;
  }

  /** Shuts down without a signal: no request starts any more. Resolves when no operation is running. */
  stop(): Promise<void> {
    this.controller.abort();
    return this.running === 0 ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.running += 1;
    if (!this.listening) this.listen();
    try {
      return await work();
    } finally {
      this.running -= 1;
      if (this.running === 0) this.end();
    }
  }

  private listen(): void {
    this.listening = true;
    for (const signal of signals) process.on(signal, this.interrupted);
    const release = setInterval(() => {
      if (this.running > 0) return;
      clearInterval(release);
      this.listening = false;
      for (const signal of signals) process.removeListener(signal, this.interrupted);
    }, idleBeforeRelease).unref();
  }

  private readonly interrupted = (signal: NodeJS.Signals): void => {
    // Without the handler, a second signal ends the process.
    process.removeListener(signal, this.interrupted);
    this.signal = signal;
    this.controller.abort();
    if (this.running === 0) process.kill(process.pid, signal);
  };

  private end(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
    const { signal } = this;
    if (signal !== undefined) setTimeout(() => process.kill(process.pid, signal), shutdownGraceMs).unref();
  }
}
