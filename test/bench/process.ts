// What a command costs, with all that it starts.
import { readdir, readFile } from "node:fs/promises";
import { execa } from "execa";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Beside this process's own. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Cost {
  readonly wallSeconds: number;
  /** Of the command and all that it started; absent where the system does not tell (it does on Linux). */
  readonly cpuSeconds?: number;
  /** Peak resident memory of one process below the command. */
  readonly memoryMb?: number;
}

/** Runs a command to its end. Throws with its words if it fails. `watched` recognises the command line whose memory is wanted. */
export async function costOf(command: Command, watched?: RegExp): Promise<Cost> {
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

/** Seconds of all processes below this one that have ended and been waited for. */
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

/** What every Linux that Node.js runs on tells its programs, whatever the kernel's own clock. */
const ticksPerSecond = 100;

/** The system keeps each process's peak; it has to be read while the process lives. */
class MemoryWatch implements Disposable {
  peakMb: number | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #known = new Map<string, boolean>();

  readonly #ancestor: number;
  readonly #watched: RegExp;

  constructor(ancestor: number, watched: RegExp) {
    this.#ancestor = ancestor;
    this.#watched = watched;
    this.#timer = setInterval(() => void this.#look(), 250);
  }

  async #look(): Promise<void> {
    const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
    for (const process of processes) {
      if (this.#known.get(process) === undefined) await this.#judge(process);
      if (!this.#known.get(process)) continue;
      const status = await read(process, "status");
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(status) ?? [];
      if (kilobytes !== undefined) this.peakMb = Math.max(this.peakMb ?? 0, Number(kilobytes) / 1024);
    }
  }

  /** A process that is still to become another program, between fork and exec, is judged again. */
  async #judge(process: string): Promise<void> {
    const line = (await read(process, "cmdline")).replaceAll("\0", " ");
    if (this.#watched.test(line)) this.#known.set(process, await this.#isBelow(process));
    else if (Number(process) < this.#ancestor) this.#known.set(process, false);
  }

  async #isBelow(process: string): Promise<boolean> {
    for (let pid = process; pid !== "0" && pid !== ""; ) {
      if (pid === `${this.#ancestor}`) return true;
      const [, , parent = ""] = (await read(pid, "stat")).replace(/^.*\) /s, "- ").split(" ");
      pid = parent;
    }
    return false;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Empty if the process has ended. */
const read = (process: string, file: string) => readFile(`/proc/${process}/${file}`, "utf8").catch(() => "");
