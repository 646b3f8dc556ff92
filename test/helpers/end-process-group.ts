import type { ChildProcess } from "node:child_process";

/** Milliseconds that an interrupted engine gets to cancel its update. */
const cancelTimeout = 30_000;

/**
 * Interrupts the leader's process group once, when `interrupted` aborts: a second interrupt would make Pulumi abort. Kills the rest of the group when the leader exits, because a killed engine
 * leaves its language hosts and plugins behind.
 */
export function endProcessGroup(
  leader: Pick<ChildProcess, "pid" | "once">,
  interrupted: AbortSignal,
): Disposable {
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (leader.pid !== undefined) process.kill(-leader.pid, signal);
    } catch {
      // The whole group has ended.
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    kill("SIGINT");
    timer = setTimeout(() => kill("SIGKILL"), cancelTimeout);
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
