// Ctrl-C, a CI runner's SIGTERM and a closed terminal's SIGHUP mean the same. The workers lead process groups of their own, so that no
// signal reaches pulumi by itself, and none counts twice.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class GracefulShutdown {
  readonly #stop = new AbortController();
  readonly #terminate = new AbortController();

  constructor(tell: (words: string) => void) {
    for (const signal of signals) {
      process.on(signal, () => {
        if (this.begun) {
          tell("interrupted again: running sites are terminated");
          this.#terminate.abort();
        } else {
          tell("interrupted: no other site is begun, running sites end at their next safe point");
          this.#stop.abort();
        }
      });
    }
  }

  get begun(): boolean {
    return this.stopping.aborted;
  }

  /** Aborted by the first signal: no further site begins, running ones end at their next safe point. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted by the second signal: running sites don't wait for a safe point. */
  get terminating(): AbortSignal {
    return this.#terminate.signal;
  }
}
