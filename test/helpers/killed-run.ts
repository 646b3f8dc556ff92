import { execa } from "execa";
import { expect, vi } from "vitest";
import type { Fault, RockitSimulator } from "../simulators/index.ts";
import type { Stack } from "./stack.ts";

/** The server holds the request before it acts, or sends an endless answer after it acted. */
export type RequestPhase = "before it acts" | "after it acted";

const faultAt = (phase: RequestPhase): Fault =>
  phase === "before it acts"
    ? { kind: "delay", ms: Number.POSITIVE_INFINITY }
    : { kind: "slow-body", ms: Number.POSITIVE_INFINITY };

/** The engine with all its child processes, or only the native plugin, which the engine outlives. */
export type KillTarget = "the run" | "the plugin";

/** The native plugin's launcher, which its command line contains. */
const launcher = "pulumi-resource-rockit-durst";

/** Runs `pulumi …` and kills it with SIGKILL in a phase of a request. Returns the output. */
export async function killDuring(
  stack: Stack,
  args: readonly string[],
  faults: RockitSimulator["faults"],
  {
    route,
    phase,
    target = "the run",
  }: {
    readonly route: string | RegExp;
    readonly phase: RequestPhase;
    readonly target?: KillTarget | undefined;
  },
): Promise<string> {
  const known = faults.injected.length;
  faults.inject(faultAt(phase), { route });
  const { file, args: commandArgs, cwd, env } = stack.command(args);
  const running = execa(file, commandArgs, { cwd, env, reject: false, all: true, stdin: "ignore" });
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
  const processes = await descendantsOf(running.pid as number);
  for (const { pid, command: line } of processes)
    if (target === "the run" || line.includes(launcher)) kill(pid);
  const { all, signal, exitCode } = await running;
  const ending = target === "the run" ? { signal: "SIGKILL" } : { exitCode: 1 };
  expect({ signal, exitCode }, `a killed run does not end like this:\n${all}`).toMatchObject(ending);
  // The held request still reaches the server, like any request that was sent before the kill.
  await faults.heal();
  return all;
}

const rockitDurst = new URL("../../provider/dist/cli/main.js", import.meta.url).pathname;

/** Runs `rockit-durst cleanup` for a stack. Returns its output. */
export async function cleanUp(stack: Stack): Promise<string> {
  const { cwd, env } = stack.command([]);
  const { all } = await execa(process.execPath, [rockitDurst, "cleanup", "--yes", "--stack", stack.name], {
    cwd,
    env,
    all: true,
  });
  return all;
}

/** Kills with SIGKILL the run that a command started for one stack: the process that runs the program, and its descendants. */
export async function killRunOf(command: number, stack: string): Promise<void> {
  const below = await descendantsOf(command);
  const engine = below.find(
    ({ command: line }) => / (up|destroy) .*--stack /.test(line) && hasArgument(line, stack),
  );
  if (engine === undefined) throw new Error(`nothing runs for ${stack}`);
  for (const { pid } of await descendantsOf(engine.parent)) kill(pid);
}

const hasArgument = (line: string, stack: string) => line.split(" ").includes(stack);

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

async function descendantsOf(root: number): Promise<Process[]> {
  const { stdout } = await execa`ps -A -ww -o pid=,ppid=,args=`;
  const all = stdout.split("\n").map((line): Process => {
    const [, pid, parent, command = ""] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), command };
  });
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The process has already ended.
  }
}
