import { setTimeout } from "node:timers/promises";

const longest = 2 ** 31 - 1;

/** Waits for the given number of milliseconds. */
export type Pause = (ms: number) => Promise<void>;

/** Held requests that the server has not acted on yet, and their pauses. */
export class Held {
  readonly #underWay = new Map<object, PromiseWithResolvers<void>>();
  #release = new AbortController();

  /** Pauses that end when the held requests are released. */
  begin(request: object): Pause {
    const { signal } = this.#release;
    this.#underWay.set(request, Promise.withResolvers());
    return (ms) => setTimeout(Math.min(ms, longest), undefined, { signal }).catch(() => {});
  }

  acted(request: object): void {
    this.#underWay.get(request)?.resolve();
    this.#underWay.delete(request);
  }

  async letGo(): Promise<void> {
    this.#release.abort();
    this.#release = new AbortController();
    await Promise.all([...this.#underWay.values()].map(({ promise }) => promise));
  }
}
