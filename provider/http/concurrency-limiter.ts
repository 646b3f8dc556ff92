import { setTimeout as sleep } from "node:timers/promises";

/** What waited did not begin: it was too late for it, or nothing may begin any more. */
export class NotBegun extends Error {}

/** Until when something may begin. */
interface Until {
  /** Milliseconds since 1970. */
  readonly deadline?: number | undefined;
  /** Once it is aborted, nothing begins. */
  readonly stopped?: AbortSignal | undefined;
}

/** Lets in as many at once as there are connections, and nobody while the server has asked for a pause. */
export class ConcurrencyLimiter {
  private readonly waiting = new Set<() => void>();
  private pausedUntil = 0;

  constructor(private free: number) {}

  /** Does the work inside. @throws NotBegun */
  async pass<T>(work: () => Promise<T>, until: Until = {}): Promise<T> {
    await this.enter(until.stopped);
    try {
      await this.pauseToEnd(until);
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Nobody begins for this many milliseconds. */
  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, Date.now() + milliseconds);
  }

  private async enter(stopped: AbortSignal | undefined): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => {
      this.waiting.delete(resolve);
      reject(new NotBegun());
    };
    this.waiting.add(resolve);
    stopped?.addEventListener("abort", giveUp);
    await promise.finally(() => stopped?.removeEventListener("abort", giveUp));
  }

  private leave(): void {
    const [next] = this.waiting;
    if (next === undefined) this.free += 1;
    else {
      this.waiting.delete(next);
      next();
    }
  }

  private async pauseToEnd({ deadline = Number.POSITIVE_INFINITY, stopped }: Until): Promise<void> {
    while (this.pausedUntil > Date.now() && this.pausedUntil < deadline) {
      await sleep(this.pausedUntil - Date.now(), undefined, { signal: stopped }).catch(() => {
        throw new NotBegun();
      });
    }
    if (stopped?.aborted || Math.max(Date.now(), this.pausedUntil) >= deadline) throw new NotBegun();
  }
}
