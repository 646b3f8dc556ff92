// How a site that takes too long is ended: asked to stop, then terminated, and at last killed (workers.ts).
import type { Options } from "./options.ts";

/** Seconds between two steps. A run that only looks has nothing to bring to an end. */
export const graceOf = ({ command, timeout }: Pick<Options, "command" | "timeout">): number =>
  command === "preview" || command === "drift" ? 1 : Math.min(timeout, 60);

/** Seconds after which a run that was told to stop is killed. */
export const killAfter = (options: Pick<Options, "command" | "timeout">): number => graceOf(options) + 20;

export interface Deadlines {
  /** Ends the run at its next safe point. */
  readonly stopping: AbortSignal;
  /** Ends it without one. */
  readonly terminating: AbortSignal;
  /** Sends pulumi its second interrupt, upon which it gives up what hangs, releases the lock and ends within seconds. */
  readonly terminate: () => void;
}

/** The limits of one site. */
export function stopAt(options: Options, { stopping, terminating, terminate }: Deadlines) {
  const late = AbortSignal.timeout(options.timeout * 1000);
  const signal = AbortSignal.any([late, stopping]);
  let patience: NodeJS.Timeout | undefined;
  const terminateLater = () => {
    patience = setTimeout(terminate, graceOf(options) * 1000);
  };
  signal.addEventListener("abort", terminateLater);
  terminating.addEventListener("abort", terminate);
  return {
    signal,
    get late() {
      return late.aborted;
    },
    end(): void {
      signal.removeEventListener("abort", terminateLater);
      terminating.removeEventListener("abort", terminate);
      clearTimeout(patience);
    },
  };
}
