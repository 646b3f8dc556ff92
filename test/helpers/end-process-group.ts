import type { ChildProcess } from "node:child_process";

/** How long an interrupted engine may take to cancel its update. */
const cancelWithin = 30_000;

/**
 * Interrupts the process group that `leader` leads, once, when `interrupted` says so. The engine leaves its language hosts and plugins behind
 * when it is killed, so that what is left of the group ends with its leader.
 */
export function endProcessGroup(leader: Pick<ChildProcess, "pid" | "once">, interrupted: AbortSignal): Disposable {
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (leader.pid !== undefined) process.kill(-leader.pid, signal);
    } catch {
      // All of it has ended.
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    kill("SIGINT");
    timer = setTimeout(() => kill("SIGKILL"), cancelWithin);
  };
  interrupted.addEventListener("abort", interrupt, { once: true });
  leader.once("exit", () => kill("SIGKILL"));
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      interrupted.removeEventListener("abort", interrupt);
    },
  };
}
