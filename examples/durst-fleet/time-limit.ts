// Ends a site that takes too long: it is asked to stop, then terminated, then killed (workers.ts).
import type { Options } from "./options.ts";

/** Seconds between two steps. A run that only reads can end at once. */
export const graceOf = ({ command, timeout }: Pick<Options, "command" | "timeout">): number =>
  command === "preview" || command === "drift" ? 1 : Math.min(timeout, 60);

/** Seconds after which a run that was asked to stop is killed. */
export const killAfter = (options: Pick<Options, "command" | "timeout">): number => graceOf(options) + 20;

export interface Deadlines {
  /** Ends the run at its next safe point. */
  readonly stopping: AbortSignal;
  /** Ends the run without waiting for a safe point. */
  readonly terminating: AbortSignal;
  /** Sends pulumi its second interrupt: it aborts hanging work, releases the lock and ends within seconds. */
  readonly terminate: () => void;
}

/** Starts the time limit of one site. */
export function startTimeLimit(options: Options, { stopping, terminating, terminate }: Deadlines) {
  const timeout = AbortSignal.timeout(options.timeout * 1000);
  const signal = AbortSignal.any([timeout, stopping]);
  let grace: NodeJS.Timeout | undefined;
  const terminateLater = () => {
    grace = setTimeout(terminate, graceOf(options) * 1000);
  };
  signal.addEventListener("abort", terminateLater);
  terminating.addEventListener("abort", terminate);
  return {
    signal,
    get isExceeded() {
      return timeout.aborted;
    },
    end(): void {
      signal.removeEventListener("abort", terminateLater);
      terminating.removeEventListener("abort", terminate);
      clearTimeout(grace);
    },
  };
}
