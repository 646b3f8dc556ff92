import { expect } from "vitest";
import type { Recording } from "../simulators/recording.ts";
import { expectNoSecretsIn } from "./canary.ts";
import type { Program } from "./project.ts";
import type { Runner } from "./runners.ts";

/** Fails if a change is planned, an object has drifted, a second `up` writes, or the state contains a plaintext secret. */
export async function expectSettled(
  runner: Pick<Runner, "stack" | "up" | "expectNoChanges">,
  program: Program,
  servers: readonly Recording[],
  secrets: readonly string[],
): Promise<void> {
  const writes = () => servers.flatMap((server) => server.writes()).length;
  const before = writes();
  await runner.expectNoChanges(program);
  await runner.up(program);
  expect(writes()).toBe(before);
  expectNoSecretsIn(await runner.stack.exportState(), ...secrets);
}
