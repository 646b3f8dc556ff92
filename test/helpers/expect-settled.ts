import { expect } from "vitest";
import type { Recording } from "../simulators/recording.ts";
import { expectNoSecretsIn } from "./canary.ts";
import type { Program } from "./project.ts";
import type { Runner } from "./runners.ts";

/** What goal 1 demands after every step: nothing planned, nothing drifted, a second `up` writes nothing; and no secret lies in the state. */
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
