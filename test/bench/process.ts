// Measures time and memory of a command and of all processes that it starts.
import { readdir, readFile } from "node:fs/promises";
import { execa } from "execa";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** In addition to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

export interface CommandCost {
  readonly wallSeconds: number;
  /** Of the command and all processes that it started. Only on Linux. */
  readonly cpuSeconds?: number;
  /** Peak resident memory of one process below the command. */
  readonly memoryMb?: number;
}

/** Runs a command to its end. Throws with its output if it fails. `watched` matches the command line whose memory is measured. */
export async function costOf(command: Command, watched?: RegExp): Promise<CommandCost> {
  const { file, args, cwd, env } = command;
  const before = await cpuOfChildren();
  const started = performance.now();
  const running = execa(file, args, { cwd, env, stdin: "ignore", reject: false, all: true });
  using memory = watched === undefined ? undefined : new MemoryWatch(running.pid ?? 0, watched);
  const { exitCode, all } = await running;
  const wallSeconds = (performance.now() - started) / 1000;
  const after = await cpuOfChildren();
  if (exitCode !== 0) throw new Error(`${file} ${args.join(" ")} ended with exit code ${exitCode}:\n${all}`);
  return {
    wallSeconds,
    ...(before !== undefined && after !== undefined && { cpuSeconds: after - before }),
    ...(memory?.peakMb !== undefined && { memoryMb: memory.peakMb }),
  };
}

/** CPU seconds of all descendants of this process that have ended and been waited for. */
export async function cpuOfChildren(): Promise<number | undefined> {
  const text = await readFile("/proc/self/stat", "utf8").catch(() => undefined);
  const [user, system] =
    text
      ?.replace(/^.*\) /s, "")
      .split(" ")
      .slice(13, 15)
      .map(Number) ?? [];
  return user === undefined || system === undefined ? undefined : (user + system) / ticksPerSecond;
}

/** The unit of /proc/self/stat: every Linux that Node.js supports reports 100 ticks per second. */
const ticksPerSecond = 100;

/** Reads the peak memory of matching processes repeatedly, since it is gone when a process ends. */
class MemoryWatch implements Disposable {
  peakMb: number | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #isWatched = new Map<string, boolean>();

  readonly #ancestor: number;
  readonly #watched: RegExp;

  constructor(ancestor: number, watched: RegExp) {
    this.#ancestor = ancestor;
    this.#watched = watched;
    this.#timer = setInterval(() => void this.#readPeaks(), 250);
  }

  async #readPeaks(): Promise<void> {
    const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
    for (const process of processes) {
      if (this.#isWatched.get(process) === undefined) await this.#classify(process);
      if (!this.#isWatched.get(process)) continue;
      const status = await readProcessFile(process, "status");
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(status) ?? [];
      if (kilobytes !== undefined) this.peakMb = Math.max(this.peakMb ?? 0, Number(kilobytes) / 1024);
    }
  }

  /** Leaves a process undecided if it may be between fork and exec: its command line still changes. */
  async #classify(process: string): Promise<void> {
    const line = (await readProcessFile(process, "cmdline")).replaceAll("\0", " ");
    if (this.#watched.test(line)) this.#isWatched.set(process, await this.#isBelow(process));
    else if (Number(process) < this.#ancestor) this.#isWatched.set(process, false);
  }

  async #isBelow(process: string): Promise<boolean> {
    for (let pid = process; pid !== "0" && pid !== ""; ) {
      if (pid === `${this.#ancestor}`) return true;
      const [, , parent = ""] = (await readProcessFile(pid, "stat")).replace(/^.*\) /s, "- ").split(" ");
      pid = parent;
    }
    return false;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Empty if the process has ended. */
const readProcessFile = (process: string, file: string) =>
  readFile(`/proc/${process}/${file}`, "utf8").catch(() => "");
