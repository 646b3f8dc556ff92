// Runs a program that can be stopped together with its child processes.
import { createInterface } from "node:readline";
import { execa } from "execa";

export interface Program {
  command: string;
  arguments: string[];
  folder: string;
  environment: Record<string, string | undefined>;
  /** Each line of its stdout and stderr. */
  onLine(line: string): void;
  signal: AbortSignal;
}

const windows = process.platform === "win32";

/** Resolves to the exit code; rejects if the program could not be started or was stopped by `signal`. */
export async function runProgram(program: Program): Promise<number> {
  program.signal.throwIfAborted();
  const child = execa(program.command, program.arguments, {
    cwd: program.folder,
    env: program.environment,
    stdin: "ignore",
    all: true,
    buffer: false,
    reject: false,
    // Its own process group, so compilers and downloaders that it starts are stopped with it.
    detached: !windows,
  });
  const stop = () => {
    if (child.pid === undefined) return;
    try {
      if (windows) child.kill("SIGKILL");
      else process.kill(-child.pid, "SIGKILL");
    } catch {
      // The program has already ended.
    }
  };
  program.signal.addEventListener("abort", stop, { once: true });
  // If this process ends without an abort (an uncaught error, process.exit), the program is stopped too.
  process.once("exit", stop);
  try {
    for await (const line of createInterface({ input: child.all })) program.onLine(line);
    const result = await child;
    program.signal.throwIfAborted();
    if (result.exitCode === undefined)
      throw new Error(result.shortMessage ?? `${program.command} did not run`);
    return result.exitCode;
  } finally {
    program.signal.removeEventListener("abort", stop);
    process.removeListener("exit", stop);
  }
}
