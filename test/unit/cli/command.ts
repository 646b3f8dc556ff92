import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import type { SignedTestDelivery } from "../../../packages/webhooks/src/index.ts";

// `npm test` has built the package; whoever runs a file alone has to do it first.
export const main = resolve(import.meta.dirname, "../../../provider/dist/cli/main.js");

export type Environment = Readonly<Record<string, string>>;

const start = (args: readonly string[], env: Environment, cwd?: string) =>
  execa(process.execPath, [main, ...args], {
    env,
    // Whoever runs the tests may have secrets, settings and colours of his own.
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    ...(cwd === undefined ? {} : { cwd }),
  });

/** The command with these arguments and nothing but this environment, run to its end; nobody is at its terminal. */
export async function rockitDurst(args: readonly string[], env: Environment = {}, cwd?: string) {
  const { exitCode, stdout, stderr } = await start(args, env, cwd);
  return { exitCode, stdout, stderr };
}

/** `rockit-durst listen` on a free port, ready for deliveries. */
export async function listener(args: readonly string[], env: Environment = {}, cwd?: string) {
  const running = start(["listen", "--port", "0", ...args], env, cwd);
  onTestFinished(() => void running.kill("SIGKILL"));
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    running.stderr.on("data", (chunk) => {
      said += chunk;
      const [, url] = /listening on (\S+) for .*\n/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    running.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)));
  });
  return {
    url,
    running,
    /** The answer's status. */
    post: async (delivery: SignedTestDelivery | RequestInit): Promise<number> =>
      (await fetch(url, { method: "POST", ...delivery })).status,
    /** Ends it; all that it printed. */
    async end(signal: "SIGINT" | "SIGTERM" = "SIGINT") {
      running.kill(signal);
      const { exitCode, stdout, stderr } = await running;
      return { exitCode, stdout, stderr, lines: stdout.split("\n") };
    },
  };
}

/**
 * A folder with a `pulumi` that answers to exactly these arguments, joined by blanks, and says of all others that it does not know them. Tells
 * in which folder it was run if it is answered with `cwd`.
 */
export async function fakePulumi(answers: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rockit-durst-pulumi-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "pulumi");
  await writeFile(
    file,
    `#!${process.execPath}
const asked = process.argv.slice(2).join(" ");
const answer = ${JSON.stringify(answers)}[asked];
if (answer === undefined) console.error("error: unknown here: " + asked);
else process.stdout.write(answer.replaceAll("<cwd>", process.cwd()));
process.exitCode = answer === undefined ? 255 : 0;
`,
  );
  await chmod(file, 0o755);
  return folder;
}
