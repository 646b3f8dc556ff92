import { execa } from "execa";
import { expect, vi } from "vitest";
import type { Fault, RockitSimulator } from "../simulators/index.ts";
import type { Stack } from "./stack.ts";

/** While a request is held before the server acts, or while its answer dribbles after it has acted. */
export type Moment = "before it acts" | "after it acted";

const faultAt = (moment: Moment): Fault =>
  moment === "before it acts"
    ? { kind: "delay", ms: Number.POSITIVE_INFINITY }
    : { kind: "slow-body", ms: Number.POSITIVE_INFINITY };

/** Runs `pulumi …`, and kills it, its program and its plugin with -9 when the request is at the given moment. Gives what it printed. */
export async function killedWhile(
  stack: Stack,
  args: readonly string[],
  faults: RockitSimulator["faults"],
  { route, moment }: { readonly route: string | RegExp; readonly moment: Moment },
): Promise<string> {
  const known = faults.injected.length;
  faults.inject(faultAt(moment), { route });
  const { file, args: given, cwd, env } = stack.command(args);
  const running = execa(file, given, { cwd, env, reject: false, all: true, stdin: "ignore" });
  let ended = false;
  void running.then(() => {
    ended = true;
  });
  await vi.waitFor(
    () => {
      if (faults.injected.length === known && !ended) throw new Error("the request has not come yet");
    },
    { timeout: 120_000, interval: 10 },
  );
  const pids = await descendantsOf(running.pid as number);
  for (const pid of pids) kill(pid);
  const { all, signal } = await running;
  expect(signal, `the run ended before it could be killed:\n${all}`).toBe("SIGKILL");
  // What was held reaches the server all the same, as a request that is on its way does.
  await faults.heal();
  return all;
}

const command = new URL("../../provider/dist/cli/main.js", import.meta.url).pathname;

/** Runs `rockit-durst recover` for a stack. Gives what it printed. */
export async function recovered(stack: Stack): Promise<string> {
  const { cwd, env } = stack.command([]);
  const { all } = await execa(process.execPath, [command, "recover", "--yes", "--stack", stack.name], {
    cwd,
    env,
    all: true,
  });
  return all;
}

async function descendantsOf(root: number): Promise<number[]> {
  const { stdout } = await execa`ps -A -o pid=,ppid=`;
  const pairs = stdout.split("\n").map((line) => line.trim().split(/ +/).map(Number) as [number, number]);
  const found = [root];
  for (const parent of found) found.push(...pairs.filter(([, of]) => of === parent).map(([pid]) => pid));
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
