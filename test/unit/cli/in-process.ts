import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { format } from "node:util";
import type { run as runCommand } from "../../../provider/cli/run.ts";
import { ensureBuilt } from "../../helpers/build-output.ts";

// Runs the built command inside the test process, because starting a process is slower than most commands.

const commandModule = await ensureBuilt("cli/run.js");
const require = createRequire(import.meta.url);
const streams = ["stdout", "stderr"] as const;

export interface RunOptions {
  /** The vendors of the command; by default all vendors. */
  readonly vendors?: Parameters<typeof runCommand>[1];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The output of one run. */
class Output {
  readonly text = { stdout: "", stderr: "" };
  onWrite = () => {};

  write(stream: (typeof streams)[number], chunk: string): void {
    this.text[stream] += chunk;
    this.onWrite();
  }
}

const outputs = new AsyncLocalStorage<Output>();
let captures = 0;
let restoreOutput = () => {};

/** Sends the output of each run to its own `Output` until the last run ends. Other output is not changed. */
function capture(): void {
  captures += 1;
  if (captures > 1) return;
  const { log, error } = console;
  const writes = streams.map((stream) => process[stream].write);
  console.log = (...values) => {
    const output = outputs.getStore();
    if (output === undefined) log(...values);
    else output.write("stdout", `${format(...values)}\n`);
  };
  console.error = (...values) => {
    const output = outputs.getStore();
    if (output === undefined) error(...values);
    else output.write("stderr", `${format(...values)}\n`);
  };
  streams.forEach((stream, index) => {
    process[stream].write = function (this: NodeJS.WriteStream, ...args: [never]) {
      const output = outputs.getStore();
      if (output === undefined) return writes[index]?.apply(this, args) ?? false;
      output.write(stream, `${args[0]}`);
      return true;
    } as typeof process.stdout.write;
  });
  restoreOutput = () => {
    Object.assign(console, { log, error });
    streams.forEach((stream, index) => {
      Object.assign(process[stream], { write: writes[index] });
    });
  };
}

function endCapture(): void {
  captures -= 1;
  if (captures === 0) restoreOutput();
}

let previousRun: Promise<unknown> = Promise.resolve();

/**
 * Does the work in this environment and folder, without a terminal. These belong to the process, so that runs wait for
 * each other.
 */
function inEnvironment<T>({ env, cwd }: RunOptions, work: () => Promise<T>): Promise<T> {
  const thisRun = previousRun.then(async () => {
    const before = { env: process.env, cwd: process.cwd(), exitCode: process.exitCode };
    const terminals = [process.stdin, process.stdout, process.stderr];
    const wereTerminals = terminals.map(({ isTTY }) => isTTY);
    process.env = { ...env };
    if (cwd !== undefined) process.chdir(cwd);
    for (const terminal of terminals) terminal.isTTY = false;
    try {
      return await work();
    } finally {
      process.env = before.env;
      process.chdir(before.cwd);
      process.exitCode = before.exitCode;
      terminals.forEach((terminal, index) => {
        terminal.isTTY = wereTerminals[index] ?? false;
      });
    }
  });
  previousRun = thisRun.catch(() => {});
  return thisRun;
}

/** The output without the last line break, as execa returns the output of a process. */
const withoutLastLineBreak = ({ stdout, stderr }: Output["text"]) => ({
  stdout: stdout.replace(/\n$/, ""),
  stderr: stderr.replace(/\n$/, ""),
});

async function execute(
  args: readonly string[],
  { vendors }: RunOptions,
  output: Output,
): Promise<CommandResult> {
  capture();
  try {
    const { run } = require(commandModule) as { run: typeof runCommand };
    const exitCode = await outputs.run(output, () => run(args, vendors));
    return { exitCode, ...withoutLastLineBreak(output.text) };
  } finally {
    endCapture();
  }
}

/** Runs the command to its end. */
export const runInProcess = (args: readonly string[], options: RunOptions): Promise<CommandResult> =>
  inEnvironment(options, () => execute(args, options, new Output()));

const signals = ["SIGINT", "SIGTERM"] as const;

/** Starts the command and waits for `ready` on standard error; by then its signal handlers are installed. */
export function startInProcess(args: readonly string[], options: RunOptions, ready: RegExp) {
  return inEnvironment(options, async () => {
    const before = new Set<unknown>(signals.flatMap((signal) => process.rawListeners(signal)));
    const listenersBefore = new Set<unknown>(process.stdout.rawListeners("error"));
    const output = new Output();
    const execution = execute(args, options, output);
    const found = await new Promise<RegExpExecArray>((resolve, reject) => {
      output.onWrite = () => {
        const match = ready.exec(output.text.stderr);
        if (match !== null) resolve(match);
      };
      execution.then(({ stderr }) => reject(new Error(`the command ended: ${stderr}`)), reject);
    });
    return {
      found,
      /** Sends the signal to the command's handlers only, and not to the handlers of the test runner. */
      async end(signal: (typeof signals)[number]): Promise<CommandResult> {
        for (const handler of process.rawListeners(signal)) {
          if (!before.has(handler)) (handler as NodeJS.SignalsListener)(signal);
        }
        const result = await execution;
        for (const listener of process.stdout.rawListeners("error")) {
          if (!listenersBefore.has(listener)) process.stdout.off("error", listener as () => void);
        }
        return result;
      },
    };
  });
}
