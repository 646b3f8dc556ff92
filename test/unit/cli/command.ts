import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import type { SignedTestDelivery } from "../../../packages/webhooks/src/index.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { type CommandResult, runInProcess, startInProcess } from "./in-process.ts";

// `npm test` builds the package first. Before running a single file, run `npm run build`.
export const launcherPath = resolve(import.meta.dirname, "../../../provider/bin/rockit-durst");

export type Environment = Readonly<Record<string, string>>;

/** A running listener. */
interface Listener {
  readonly url: string;
  /** Sends a delivery; returns the status of the answer. */
  post(delivery: SignedTestDelivery | RequestInit): Promise<number>;
  /** Ends the listener; returns all of its output. */
  end(signal?: "SIGINT" | "SIGTERM"): Promise<CommandResult & { readonly lines: string[] }>;
}

const listenArgs = (args: readonly string[]) => ["listen", "--port", "0", ...args];
const isListening = /listening on (\S+) for .*\n/;

const listenerAt = (
  url: string,
  stop: (signal: "SIGINT" | "SIGTERM") => Promise<CommandResult>,
): Listener => ({
  url,
  post: async (delivery) => (await fetch(url, { method: "POST", ...delivery })).status,
  async end(signal = "SIGINT") {
    const { exitCode, stdout, stderr } = await stop(signal);
    return { exitCode, stdout, stderr, lines: stdout.split("\n") };
  },
});

/** Runs the command to its end in this process, with only this environment and without a terminal. */
export const rockitDurst = (
  args: readonly string[],
  env: Environment = {},
  cwd?: string,
): Promise<CommandResult> => runInProcess(args, { env, cwd });

/** Starts `rockit-durst listen` in this process, on a free port. */
export async function startListener(args: readonly string[], env: Environment = {}): Promise<Listener> {
  const { found, end } = await startInProcess(listenArgs(args), { env }, isListening);
  let result: Promise<CommandResult> | undefined;
  const endOnce = (signal: "SIGINT" | "SIGTERM") => {
    result ??= end(signal);
    return result;
  };
  onTestFinished(async () => void (await endOnce("SIGINT")));
  return listenerAt(found[1] ?? "", endOnce);
}

const startProcess = (args: readonly string[], env: Environment, cwd?: string) =>
  execa(process.execPath, [launcherPath, ...args], {
    env,
    // Keeps the secrets, settings and colours of the environment out.
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    ...(cwd === undefined ? {} : { cwd }),
  });

/** Runs the command as a process of its own. */
export async function rockitDurstProcess(
  args: readonly string[],
  env: Environment = {},
  cwd?: string,
): Promise<CommandResult> {
  const { exitCode = -1, stdout, stderr } = await startProcess(args, env, cwd);
  return { exitCode, stdout, stderr };
}

/** Starts the listener as a process of its own. */
export async function startListenerProcess(args: readonly string[], env: Environment = {}) {
  const running = startProcess(listenArgs(args), env);
  onTestFinished(() => void running.kill("SIGKILL"));
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    running.stderr.on("data", (chunk) => {
      output += chunk;
      const [, url] = isListening.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    });
    running.then(({ stderr }) => reject(new Error(`the listener ended: ${stderr}`)));
  });
  const stop = async (signal: "SIGINT" | "SIGTERM") => {
    running.kill(signal);
    const { exitCode = -1, stdout, stderr } = await running;
    return { exitCode, stdout, stderr };
  };
  return { ...listenerAt(url, stop), running };
}

type Answers = Readonly<Record<string, string>>;
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * A shell command that prints the text with the current folder for `<cwd>`. It prints an error as the engine does, and
 * fails.
 */
const printCommand = (text: string) =>
  text.startsWith("error: ")
    ? `printf '%s\\n' ${quoted(text)} >&2; exit 255`
    : `printf %s ${text.split("<cwd>").map(quoted).join('"$PWD"')}`;

/** A shell command that prints the first answer once, and the second answer from then on. */
const printFirstOnce = (first: string, then: string, at: number) =>
  `if [ -e "$0.${at}" ]; then ${printCommand(then)}; else : > "$0.${at}"; ${printCommand(first)}; fi`;

const answerCommand = (answers: Answers, later: Answers) => `case "$*" in
${Object.entries(answers)
  .map(([args, answer], at) => `${quoted(args)}) ${printFirstOnce(answer, later[args] ?? answer, at)} ;;\n`)
  .join("")}*) printf 'error: unknown here: %s\\n' "$*" >&2; exit 255 ;;
esac`;

/** Writes an executable shell script. */
export async function writeShellScript(file: string, commands: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${commands}\n`);
  await chmod(file, 0o755);
}

const stackOption = (stack: string | undefined) => (stack === undefined ? "" : ` --stack ${stack}`);

/** The arguments of `pulumi` that print a state; by default of the selected stack. */
export const exportCommand = (stack?: string) => `stack export --show-secrets${stackOption(stack)}`;

/** The arguments of `pulumi` that print a configuration; by default of the selected stack. */
export const configCommand = (stack?: string) => `config --json --show-secrets${stackOption(stack)}`;

/** The arguments of `pulumi` that print the backend's address. The fake answers with its own folder. */
export const backendCommand = "whoami --json";

/**
 * A folder with a fake `pulumi` that answers exactly these arguments, joined by blanks, and fails for all
 * others. `<cwd>` in an answer becomes the current folder. `later` has the answers from the second time on.
 */
export async function fakePulumi(answers: Answers, later: Answers = {}): Promise<string> {
  const folder = await temporaryFolder("pulumi");
  await mkdir(join(folder, ".pulumi"));
  const own = { [backendCommand]: JSON.stringify({ user: "me", url: `file://${folder}` }) };
  await writeShellScript(join(folder, "pulumi"), answerCommand({ ...own, ...answers }, later));
  return folder;
}

/** Writes the lock that a running or killed update leaves in a file backend. */
export async function writeLock(folder: string, stack: string): Promise<void> {
  const locks = join(folder, ".pulumi", "locks", stack);
  await mkdir(locks, { recursive: true });
  await writeFile(join(locks, "3f0e2ad4.json"), "{}");
}
