// A cancelled job: ci/pulumi.mjs and ci/each.mjs get signals while Pulumi is working.
import { expect, it, vi } from "vitest";
import { pulumiCalls } from "./pulumi-script.ts";
import { newScriptsForEachTest, scripts } from "./scripts.ts";

newScriptsForEachTest();

/** Logs every signal. The real Pulumi finishes its work after one signal and aborts at a second. */
const slowPulumi = `
printf '%s\\n' "$*" >> "$HOME/calls"
if [ "$1 $2" = "stack history" ]; then echo '[]'; exit 0; fi
if [ "$1" = stack ]; then exit 0; fi
trap 'echo INT >> "$HOME/signals"' INT
trap 'echo TERM >> "$HOME/signals"' TERM HUP
echo under way > "$HOME/started"
while [ ! -e "$HOME/go-on" ]; do sleep 0.05; done
sleep 0.5
echo finished >> "$HOME/signals"
exit 255`;

it.each([
  ["the script alone, as GitHub does: SIGINT, then SIGTERM", ["SIGINT", "SIGTERM"], false],
  ["all of the job's processes", ["SIGTERM"], true],
  ["all of the job's processes, more than once", ["SIGINT", "SIGINT", "SIGTERM"], true],
] as const)("signals Pulumi once and waits for its end; signals go to %s", async (_, signals, isGroup) => {
  scripts.replacePulumi(slowPulumi);
  const running = scripts.start("pulumi.mjs", ["repair"], { STACK: "lienz" });
  const { pid = 0 } = running;
  await vi.waitFor(() => expect(scripts.has("started")).toBe(true), { timeout: 30_000 });
  for (const signal of signals) {
    process.kill(isGroup ? -pid : pid, signal);
    await vi.waitFor(() => expect(scripts.read("signals")).toBe("INT\n"), { timeout: 30_000 });
  }
  scripts.write("go-on");
  expect((await running).exitCode).toBe(255);
  expect(scripts.read("signals")).toBe("INT\nfinished\n");
});

it("starts no further Pulumi command after a signal", async () => {
  // The signal arrives during `stack select`, which then succeeds.
  scripts.replacePulumi(slowPulumi.replace('"$1" = stack', "never = so").replace("exit 255", "exit 0"));
  const running = scripts.start("pulumi.mjs", ["repair"], { STACK: "lienz" });
  await vi.waitFor(() => expect(scripts.has("started")).toBe(true), { timeout: 30_000 });
  running.kill("SIGINT");
  await vi.waitFor(() => expect(scripts.has("signals")).toBe(true), { timeout: 30_000 });
  scripts.write("go-on");
  const { exitCode, stderr } = await running;
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("the job was cancelled before `pulumi up`"),
  });
  expect(pulumiCalls().filter((call) => call.startsWith("up"))).toEqual([]);
});

it("starts no further stack in a GitLab job with several stacks", async () => {
  scripts.replacePulumi(slowPulumi);
  const environment = { STACKS: '["graz","lienz"]' };
  const running = scripts.start("each.mjs", ["preview"], environment);
  await vi.waitFor(() => expect(scripts.has("started")).toBe(true), { timeout: 30_000 });
  running.kill("SIGTERM");
  await vi.waitFor(() => expect(scripts.has("signals")).toBe(true), { timeout: 30_000 });
  scripts.write("go-on");
  const { exitCode, stderr } = await running;
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("preview failed for graz, lienz"),
  });
  expect(pulumiCalls()).toHaveLength(1);
});
