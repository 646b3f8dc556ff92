// Starts the examples' receivers like a user.
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

/** Starts a receiver and waits until it listens. `stop` returns the lines that it has printed since then. */
export async function startReceiver(example: ReceiverExample, env: Readonly<Record<string, string>>) {
  const running = runReceiver(example, { ...env, PORT: "0" });
  const exited = running.then(({ all }) => {
    throw new Error(`the receiver has ended:\n${all}`);
  });
  const [output] = await Promise.race([once(running.stdout, "data"), exited]);
  // From now on the receiver may end.
  exited.catch(() => {});
  const address = /^listening at (http:\/\/127\.0\.0\.1:(\d+))\n$/.exec(String(output));
  if (address === null) throw new Error(`the receiver does not say where it listens, but: ${output}`);
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

/** Fails if the output contains one of these space-separated secrets, or a JWT. */
export function expectNoCredentials(output: string, secrets: string): void {
  for (const secret of secrets.split(" ")) expect(output).not.toContain(secret);
  // Every JWT begins like this.
  expect(output).not.toContain("eyJ");
}

export const newSecret = () => randomBytes(32).toString("base64");

/** A secrets file in a folder of its own, deleted when it is disposed of. */
export async function writeSecretsFile(text: string) {
  const folder = await mkdtemp(join(tmpdir(), "rockit-durst-receivers-"));
  const path = join(folder, "secrets");
  await writeFile(path, text);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
