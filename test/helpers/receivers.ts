// The receivers of the examples, as a user starts them.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";

const examples = join(import.meta.dirname, "..", "..", "examples");

export type ReceiverExample = "rockit-receiver" | "durst-receiver";

export const runReceiver = (example: ReceiverExample, env: Readonly<Record<string, string>>) =>
  execa(process.execPath, ["receiver.mjs"], {
    cwd: join(examples, example),
    env: { ...env },
    all: true,
    reject: false,
  });

/** The receiver as it is started by hand. It is stopped, and `lines` has all that it has printed since it listened. */
export async function startReceiver(example: ReceiverExample, env: Readonly<Record<string, string>>) {
  const running = runReceiver(example, { ...env, PORT: "0" });
  const exited = running.then(({ all }) => {
    throw new Error(`the receiver has ended:\n${all}`);
  });
  const [words] = await Promise.race([once(running.stdout, "data"), exited]);
  // From now on the receiver ends on a signal.
  exited.catch(() => {});
  const address = /^listening at (http:\/\/127\.0\.0\.1:(\d+))\n$/.exec(String(words));
  if (address === null) throw new Error(`the receiver does not say where it listens, but: ${words}`);
  const [, url = ""] = address;
  const stop = async () => {
    running.kill();
    const { all } = await running;
    return all.split("\n").slice(1);
  };
  return { url, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

export const statusesOf = (deliveries: readonly { status?: number }[]) =>
  deliveries.map(({ status }) => status);

export function expectNoCredentials(output: string, secrets: string): void {
  for (const secret of secrets.split(" ")) expect(output).not.toContain(secret);
  // How every JWT begins.
  expect(output).not.toContain("eyJ");
}

export const newSecret = () => randomBytes(32).toString("base64");

/** A file that only this test reads and writes, and that goes with it. */
export async function writeSecretsFile(text: string) {
  const folder = await mkdtemp(join(tmpdir(), "rockit-durst-receivers-"));
  const path = join(folder, "secrets");
  await writeFile(path, text);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
