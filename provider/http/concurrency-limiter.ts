import { setTimeout as sleep } from "node:timers/promises";
import type PQueue from "p-queue";
import { AdaptiveRate } from "./adaptive-rate";

/** What waited did not begin: it was too late for it, or nothing may begin any more. */
export class NotBegun extends Error {}

/** Until when something may begin. */
interface Until {
  /** Milliseconds since 1970. */
  readonly deadline?: number | undefined;
  /** Once it is aborted, nothing begins. */
  readonly stopped?: AbortSignal | undefined;
}

/** Lets in as many at once as there are connections, no faster than the server takes them, and nobody while it has asked for a pause. */
export class ConcurrencyLimiter {
  readonly rate = new AdaptiveRate();
  private readonly queue: PQueue;
  private pausedUntil = 0;

  constructor(places: number) {
    const { default: Queue } = require("p-queue") as typeof import("p-queue");
    this.queue = new Queue({ concurrency: places });
  }

  /** Does the work inside. @throws NotBegun */
  async pass<T>(work: () => Promise<T>, until: Until = {}): Promise<T> {
    const { deadline, stopped } = until;
    // The queue would abandon what is under way as well.
    const waiting = new AbortController();
    const giveUp = () => waiting.abort(new NotBegun());
    stopped?.addEventListener("abort", giveUp);
    const tooLate =
      deadline === undefined ? undefined : setTimeout(giveUp, Math.max(0, deadline - Date.now()));
    const stopWaiting = () => {
      stopped?.removeEventListener("abort", giveUp);
      clearTimeout(tooLate);
    };
    const inside = async () => {
      stopWaiting();
      await this.mayBegin(until);
      return work();
    };
    // Also of what never comes inside: its timer would keep the process.
    return this.queue.add(inside, { signal: waiting.signal }).finally(stopWaiting);
  }

  /** Nobody begins for this many milliseconds. */
  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, Date.now() + milliseconds);
  }

  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void> {
    return this.queue.onIdle();
  }

  private async mayBegin({ deadline = Number.POSITIVE_INFINITY, stopped }: Until): Promise<void> {
    for (let start = this.start(); start > Date.now() && start < deadline; start = this.start()) {
      // The clock goes on meanwhile, and Node.js warns the person at the terminal of a negative time.
      await sleep(Math.max(0, start - Date.now()), undefined, { signal: stopped }).catch(() => {
        throw new NotBegun();
      });
    }
    if (stopped?.aborted || Math.max(Date.now(), this.start()) >= deadline) throw new NotBegun();
    this.rate.begin(Date.now());
  }

  private start(): number {
    return Math.max(this.pausedUntil, this.rate.next);
  }
}
