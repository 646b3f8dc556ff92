// A signing secret is rotated in two updates, under all policies, while an event happens every 50 ms.
import { describe, expect, test } from "vitest";
import type { RequestPhase } from "../helpers/killed-run.ts";
import { configValuesIn } from "../helpers/page-commands.ts";
import { expectNoCredentials } from "../helpers/receivers.ts";
import { Rotation } from "../helpers/rotation.ts";

const creating = "POST /be/v1/subscriptions";
const deleting = /^DELETE /;

/** Fails if an event was lost or handled twice, or was rejected although the receiver had the secret. */
async function expectNoLostEvents(title: string, rotation: Rotation, secrets: readonly string[]) {
  const { lines, ...figures } = await rotation.stopAndCount();
  console.log(`${title}: ${JSON.stringify(figures)}`);
  expect(figures).toMatchObject({ lost: 0, rejectedAfter: 0, handledOnce: figures.events });
  expect(figures.events).toBeGreaterThan(100);
  // For a time two subscriptions have delivered each event.
  expect(figures.deliveries).toBeGreaterThan(figures.events + 20);
  for (const secret of secrets) {
    expectNoCredentials(lines.join("\n"), secret);
    expectNoCredentials(await rotation.stack.exportState(), secret);
  }
}

// Each test runs up to a dozen commands of the engine.
describe("events happen while a secret is rotated", { timeout: 600_000 }, () => {
  test("in two updates with the hand-over between, as in docs/rotate-a-secret.md", async () => {
    const [step1 = "", step2 = "", ...more] = configValuesIn("docs/rotate-a-secret.md", "versions");
    expect([step1, step2, more]).toEqual(["2026-11 2026-12", "2026-12", []]);
    await using rotation = await Rotation.start("2026-11");
    await rotation.up(step1);
    await rotation.waitForEvents();
    const both = await rotation.handOver();
    await rotation.waitForEvents();
    await rotation.up(step2);
    await rotation.waitForEvents();
    const fresh = await rotation.handOver();
    await rotation.waitForEvents();
    expect(both.split(" ").at(-1)).toBe(fresh);
    expect([...rotation.rockit.subscriptions.keys()]).toEqual([
      expect.stringMatching(/^builds-2026-12-[0-9a-f]{7}$/),
    ]);
    await expectNoLostEvents("over two ups", rotation, both.split(" "));
  });

  test("and the receiver restarts before and after it gets the new secret", async () => {
    await using rotation = await Rotation.start("2026-11");
    await rotation.up("2026-11 2026-12");
    await rotation.restartReceiver();
    await rotation.waitForEvents();
    const both = await rotation.handOver();
    await rotation.waitForEvents();
    await rotation.restartReceiver();
    await rotation.waitForEvents();
    await rotation.up("2026-12");
    await rotation.handOver();
    await rotation.waitForEvents();
    await expectNoLostEvents("restarted in between", rotation, both.split(" "));
  });

  test("and the rotation is abandoned after the first update", async () => {
    await using rotation = await Rotation.start("2026-11");
    const old = await rotation.handOver();
    await rotation.up("2026-11 2026-12");
    const both = await rotation.handOver();
    await rotation.waitForEvents();
    await rotation.up("2026-11");
    await rotation.waitForEvents();
    expect(await rotation.handOver()).toBe(old);
    await rotation.waitForEvents();
    await expectNoLostEvents("given up half-way", rotation, both.split(" "));
  });

  test.each<RequestPhase>(["before it acts", "after it acted"])(
    "and each update is killed at a request: %s",
    async (phase) => {
      await using rotation = await Rotation.start("2026-11");
      await rotation.upKilledDuring("2026-11 2026-12", creating, phase);
      const both = await rotation.handOver();
      await rotation.waitForEvents();
      await rotation.upKilledDuring("2026-12", deleting, phase);
      await rotation.waitForEvents();
      await rotation.handOver();
      await rotation.waitForEvents();
      expect(rotation.rockit.subscriptions.size).toBe(1);
      await expectNoLostEvents(`killed ${phase}`, rotation, both.split(" "));
    },
  );
});
