import { setTimeout as pause } from "node:timers/promises";
import { EngineError } from "./engine-error.ts";

/**
 * Runs `work`. On SIGINT, SIGTERM or SIGHUP, aborts its signal, lets it clean up, and only then passes the
 * signal on to the process.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    received ??= signal;
    controller.abort(new EngineError(`Interrupted by ${signal} while the Pulumi CLI was being prepared.`));
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, onSignal);
    if (received !== undefined) {
      process.kill(process.pid, received);
      // Signals arrive through the event loop. Without this pause the process may end before, with another
      // exit code.
      await pause(100);
    }
  }
}
