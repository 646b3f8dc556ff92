// Ctrl-C, a CI runner's SIGTERM and a closed terminal's SIGHUP have the same effect. Workers lead process
// groups of their own: no signal reaches pulumi directly, and none counts twice.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class GracefulShutdown {
  readonly #stop = new AbortController();
  readonly #terminate = new AbortController();

  constructor(log: (message: string) => void) {
    for (const signal of signals) {
      process.on(signal, () => {
        if (this.begun) {
          log("interrupted again: running sites are terminated");
          this.#terminate.abort();
        } else {
          log("interrupted: no other site is started, running sites end at their next safe point");
          this.#stop.abort();
        }
      });
    }
  }

  get begun(): boolean {
    return this.stopping.aborted;
  }

  /** Aborted by the first signal: no other site starts, running sites end at their next safe point. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted by the second signal: running sites don't wait for a safe point. */
  get terminating(): AbortSignal {
    return this.#terminate.signal;
  }
}
