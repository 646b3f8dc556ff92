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
  const acquire = () =>
    lock(folder, {
      lockfilePath: join(folder, `.lock-${process.platform}-${process.arch}`),
      stale: staleAfter,
      update: staleAfter / 5,
      onCompromised: () =>
        lost.abort(
          new EngineError(
            "Another process took over the engine's cache while this one was stopped; run the command again.",
          ),
        ),
    });
  const release = await waitFor(acquire, log, signal);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    if (!lost.signal.aborted) await release();
  }
}

async function waitFor<T>(
  acquire: () => Promise<T>,
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
        log("another process is preparing the engine; waiting for it");
        waiting = reportProgress(log, "waiting for the other process");
      }
      await pause(300, undefined, { signal });
    }
  } finally {
    waiting?.[Symbol.dispose]();
  }
}
