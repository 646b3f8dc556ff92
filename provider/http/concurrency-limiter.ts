import { setTimeout as sleep } from "node:timers/promises";
import type PQueue from "p-queue";
import { AdaptiveRate } from "./adaptive-rate";

/** Work that did not start: its deadline passed, or the command was cancelled. */
export class NotStartedError extends Error {}

/** Until when work may start. */
interface StartLimits {
  /** Milliseconds since 1970. */
  readonly deadline?: number | undefined;
  /** Once aborted, no work starts. */
  readonly stopped?: AbortSignal | undefined;
}

/**
 * Runs as many requests at once as there are connections, no faster than the server accepts them, and none
 * during a pause.
 */
export class ConcurrencyLimiter {
  readonly rate = new AdaptiveRate();
  private readonly queue: PQueue;
  private pausedUntil = 0;

  constructor(concurrency: number) {
    const { default: Queue } = require("p-queue") as typeof import("p-queue");
    this.queue = new Queue({ concurrency });
  }

  /** Runs the work when its turn comes. @throws NotStartedError */
  async run<T>(work: () => Promise<T>, limits: StartLimits = {}): Promise<T> {
    const { deadline, stopped } = limits;
    // Aborts waiting only: with `stopped` itself the queue would abandon running work too.
    const waiting = new AbortController();
    const giveUp = () => waiting.abort(new NotStartedError());
    stopped?.addEventListener("abort", giveUp);
    const tooLate =
      deadline === undefined ? undefined : setTimeout(giveUp, Math.max(0, deadline - Date.now()));
    const stopWaiting = () => {
      stopped?.removeEventListener("abort", giveUp);
      clearTimeout(tooLate);
    };
    const started = async () => {
      stopWaiting();
      await this.waitForTurn(limits);
      return work();
    };
    // Also for work that never starts: its timer would keep the process alive.
    return this.queue.add(started, { signal: waiting.signal }).finally(stopWaiting);
  }

  /** Starts no work for this many milliseconds. */
  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, Date.now() + milliseconds);
  }

  /** Resolves when no work waits or runs. */
  idle(): Promise<void> {
    return this.queue.onIdle();
  }

  private async waitForTurn({ deadline = Number.POSITIVE_INFINITY, stopped }: StartLimits): Promise<void> {
    for (let start = this.earliest(); start > Date.now() && start < deadline; start = this.earliest()) {
      // Time passes between the two readings of the clock, and Node.js warns about a negative delay.
      await sleep(Math.max(0, start - Date.now()), undefined, { signal: stopped }).catch(() => {
        throw new NotStartedError();
      });
    }
    if (stopped?.aborted || Math.max(Date.now(), this.earliest()) >= deadline) throw new NotStartedError();
    this.rate.begin(Date.now());
  }

  private earliest(): number {
    return Math.max(this.pausedUntil, this.rate.next);
  }
}
