import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { EngineError } from "./failure.ts";
import { reportProgress } from "./progress.ts";

/** A lock not renewed for so long belongs to a killed process. */
const staleAfter = 10_000;

/**
 * Runs `work` while no other process does, waiting for one that does. `signal` stops the waiting; the signal given to
 * `work` is aborted by it, and when another process takes the lock over.
 */
export async function locked<T>(
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
            "Another process took over the engine's cache while this one was stopped; run the command again.",
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
        // A lock whose time is in the future, as a clock that was off leaves it, is waited for until then.
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
