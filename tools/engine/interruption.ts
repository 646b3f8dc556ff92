import { setTimeout as pause } from "node:timers/promises";
import { EngineError } from "./failure.ts";

/**
 * Runs `work`; on SIGINT, SIGTERM or SIGHUP its signal is aborted, it may clean up, and only then does the process get
 * the signal it was sent.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    received ??= signal;
    controller.abort(new EngineError(`Interrupted by ${signal} while the engine was being prepared.`));
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, onSignal);
    if (received !== undefined) {
      process.kill(process.pid, received);
      // A signal arrives by the event loop; without this the process may end by itself before, with another exit code.
      await pause(100);
    }
  }
}
