// Ctrl-C at a terminal reaches pulumi's processes too, which then end at their next safe point; a signal to this process alone, as a CI runner sends it,
// does not. Passing it on would make one Ctrl-C count as two, and the second leaves locks behind. So the first signal only keeps further sites from
// being begun, and the second is passed on.
export class Interruption {
  readonly #signals = [new AbortController(), new AbortController()] as const;

  constructor(tell: (words: string) => void) {
    const [first, second] = this.#signals;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (first.signal.aborted) {
          tell("interrupted again: what is under way is told to stop");
          second.abort();
        } else {
          tell("interrupted: no other site is begun, what is under way ends");
          first.abort();
        }
      });
    }
  }

  /** No further site is to be begun. */
  get begun(): boolean {
    return this.#signals[0].signal.aborted;
  }

  /** Calls back at the first signal, and at the second. */
  onSignals(first: () => void, second: () => void): void {
    this.#signals[0].signal.addEventListener("abort", first);
    this.#signals[1].signal.addEventListener("abort", second);
  }
}
