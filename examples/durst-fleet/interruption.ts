// Ctrl-C at a terminal reaches pulumi's processes too, which then end at their next safe point; a signal to this process alone, as a CI runner sends it,
// does not. Passing it on would make one Ctrl-C count as two, and the second leaves locks behind. So the first signal only keeps further sites from
// being begun, and the second is passed on.
export class Interruption {
  readonly #urgent = new AbortController();
  #begun = false;

  constructor(tell: (words: string) => void) {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        tell(
          this.#begun
            ? "interrupted again: what is under way is told to stop"
            : "interrupted: no other site is begun, what is under way ends",
        );
        if (this.#begun) this.#urgent.abort();
        this.#begun = true;
      });
    }
  }

  /** No further site is to be begun. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Aborted when what is under way is to stop at its next safe point. */
  get urgent(): AbortSignal {
    return this.#urgent.signal;
  }
}
