import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { EngineError } from "./engine-error.ts";
import { reportProgress } from "./progress.ts";

/** A lock that was not renewed for this long belongs to a killed process. */
const staleAfter = 10_000;

/**
 * Runs `work` while no other process holds the lock. `signal` stops the waiting and aborts the signal of
 * `work`, which is also aborted if another process takes the lock over.
 */
export async function withCacheLock<T>(
  folder: string,
  log: (line: string) => void,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const lockfilePath = join(folder, `.lock-${process.platform}-${process.arch}`);
  const acquire = () =>
    lock(folder, {
      lockfilePath,
      stale: staleAfter,
      update: staleAfter / 5,
      onCompromised: () =>
        lost.abort(
          new EngineError(
            "Another process took over the engine's cache while this one was suspended: run the command again.",
          ),
        ),
    });
  const release = await waitFor(acquire, lockfilePath, log, signal);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    if (!lost.signal.aborted) await release();
  }
}

async function waitFor<T>(
  acquire: () => Promise<T>,
  lockfilePath: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<T> {
  let waiting: Disposable | undefined;
  try {
    for (;;) {
      try {
        return await acquire();
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== "ELOCKED") throw thrown;
      }
      if (waiting === undefined) {
        // A lock with a time in the future, after a wrong clock, is respected until then.
        log(
          `another process is preparing the engine; waiting for it (if there is none, delete ${lockfilePath})`,
        );
        waiting = reportProgress(log, "waiting for the other process");
      }
      await pause(300, undefined, { signal });
    }
  } finally {
    waiting?.[Symbol.dispose]();
  }
}
