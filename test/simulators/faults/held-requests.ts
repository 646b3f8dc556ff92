import { setTimeout } from "node:timers/promises";

const maxTimeoutMs = 2 ** 31 - 1;

/** Waits for the given number of milliseconds. */
export type Pause = (ms: number) => Promise<void>;

/** Requests that a fault holds back before the server acts on them, and their pauses. */
export class HeldRequests {
  readonly #pending = new Map<object, PromiseWithResolvers<void>>();
  #releasing = new AbortController();

  /** Holds back a request. The returned pause ends early when the held requests are released. */
  hold(request: object): Pause {
    const { signal } = this.#releasing;
    this.#pending.set(request, Promise.withResolvers());
    return (ms) => setTimeout(Math.min(ms, maxTimeoutMs), undefined, { signal }).catch(() => {});
  }

  markActedOn(request: object): void {
    this.#pending.get(request)?.resolve();
    this.#pending.delete(request);
  }

  /** Ends all pauses. Resolves when the server has acted on every held request. */
  async release(): Promise<void> {
    this.#releasing.abort();
    this.#releasing = new AbortController();
    await Promise.all([...this.#pending.values()].map(({ promise }) => promise));
  }
}
