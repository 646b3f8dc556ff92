import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import type { SignedTestDelivery } from "../../../packages/webhooks/src/index.ts";
import { type Ended, runInProcess, startInProcess } from "./in-process.ts";

// `npm test` builds the package first. Before running a single file, run `npm run build`.
export const main = resolve(import.meta.dirname, "../../../provider/bin/rockit-durst");

export type Environment = Readonly<Record<string, string>>;

/** A running listener. */
interface Listener {
  readonly url: string;
  /** Sends a delivery; returns the status of the answer. */
  post(delivery: SignedTestDelivery | RequestInit): Promise<number>;
  /** Ends the listener; returns all of its output. */
  end(signal?: "SIGINT" | "SIGTERM"): Promise<Ended & { readonly lines: string[] }>;
}

const listenArgs = (args: readonly string[]) => ["listen", "--port", "0", ...args];
const isListening = /listening on (\S+) for .*\n/;

const listenerAt = (url: string, ended: (signal: "SIGINT" | "SIGTERM") => Promise<Ended>): Listener => ({
  url,
  post: async (delivery) => (await fetch(url, { method: "POST", ...delivery })).status,
  async end(signal = "SIGINT") {
    const { exitCode, stdout, stderr } = await ended(signal);
    return { exitCode, stdout, stderr, lines: stdout.split("\n") };
  },
});

/** Runs the command to its end in this process, with only this environment and without a terminal. */
export const rockitDurst = (args: readonly string[], env: Environment = {}, cwd?: string): Promise<Ended> =>
  runInProcess(args, { env, cwd });

/** Starts `rockit-durst listen` in this process, on a free port. */
export async function listener(args: readonly string[], env: Environment = {}): Promise<Listener> {
  const { found, end } = await startInProcess(listenArgs(args), { env }, isListening);
  let ended: Promise<Ended> | undefined;
  const endOnce = (signal: "SIGINT" | "SIGTERM") => {
    ended ??= end(signal);
    return ended;
  };
  onTestFinished(async () => void (await endOnce("SIGINT")));
  return listenerAt(found[1] ?? "", endOnce);
}

const start = (args: readonly string[], env: Environment, cwd?: string) =>
  execa(process.execPath, [main, ...args], {
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
): Promise<Ended> {
  const { exitCode = -1, stdout, stderr } = await start(args, env, cwd);
  return { exitCode, stdout, stderr };
}

/** Starts the listener as a process of its own. */
export async function listenerProcess(args: readonly string[], env: Environment = {}) {
  const running = start(listenArgs(args), env);
  onTestFinished(() => void running.kill("SIGKILL"));
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    running.stderr.on("data", (chunk) => {
      said += chunk;
      const [, url] = isListening.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    running.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)));
  });
  const ended = async (signal: "SIGINT" | "SIGTERM") => {
    running.kill(signal);
    const { exitCode = -1, stdout, stderr } = await running;
    return { exitCode, stdout, stderr };
  };
  return { ...listenerAt(url, ended), running };
}

type Answers = Readonly<Record<string, string>>;
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Prints the text with the current folder for `<cwd>`. Prints an error as the engine does, and fails. */
const printing = (text: string) =>
  text.startsWith("error: ")
    ? `printf '%s\\n' ${quoted(text)} >&2; exit 255`
    : `printf %s ${text.split("<cwd>").map(quoted).join('"$PWD"')}`;

/** Prints the first answer once, and the second answer from then on. */
const inTurn = (first: string, then: string, at: number) =>
  `if [ -e "$0.${at}" ]; then ${printing(then)}; else : > "$0.${at}"; ${printing(first)}; fi`;

const answering = (answers: Answers, later: Answers) => `case "$*" in
${Object.entries(answers)
  .map(([asked, answer], at) => `${quoted(asked)}) ${inTurn(answer, later[asked] ?? answer, at)} ;;\n`)
  .join("")}*) printf 'error: unknown here: %s\\n' "$*" >&2; exit 255 ;;
esac`;

/** Writes an executable shell script. */
export async function shellScript(file: string, commands: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${commands}\n`);
  await chmod(file, 0o755);
}

/** The command that prints the backend's address. The fake answers with its own folder. */
export const backend = "whoami --json";

/**
 * A folder with a fake `pulumi` that answers exactly these arguments, joined by blanks, and fails for all
 * others. `<cwd>` in an answer becomes the current folder. `later` has the answers from the second time on.
 */
export async function fakePulumi(answers: Answers, later: Answers = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rockit-durst-pulumi-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, ".pulumi"));
  const own = { [backend]: JSON.stringify({ user: "me", url: `file://${folder}` }) };
  await shellScript(join(folder, "pulumi"), answering({ ...own, ...answers }, later));
  return folder;
}

/** Writes the lock that a running or killed update leaves in a file backend. */
export async function lock(folder: string, stack: string): Promise<void> {
  const locks = join(folder, ".pulumi", "locks", stack);
  await mkdir(locks, { recursive: true });
  await writeFile(join(locks, "3f0e2ad4.json"), "{}");
}
