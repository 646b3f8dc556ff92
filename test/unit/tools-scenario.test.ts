// The temporary folder of a demo or pipeline scenario is always removed.
import { readdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const scenarioModule = join(import.meta.dirname, "..", "..", "tools", "scenario.ts");

async function startScenario(story: string) {
  const folder = await temporaryFolder("scenario");
  const program = `
    import { mkdtempSync } from "node:fs";
    import { tmpdir } from "node:os";
    import { once } from "node:events";
    import { check, step, runScenario } from ${JSON.stringify(scenarioModule)};
    await runScenario("story", async (interrupted) => {
      step("The first");
      mkdtempSync(tmpdir() + "/stack-");
      ${story}
      step("The second");
    }, ".");`;
  const running = execa(process.execPath, ["--input-type=module-typescript", "-e", program], {
    env: { TMPDIR: folder },
    reject: false,
    all: true,
  });
  return { folder, running };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s", async (signal) => {
  // A step that ends well in spite of the signal is the last.
  const waits = `const timer = setInterval(() => {}, 1000); await once(interrupted, "abort"); clearInterval(timer);`;
  const { folder, running } = await startScenario(waits);
  await vi.waitFor(() => expect(readdirSync(folder, { recursive: true })).toHaveLength(2), {
    timeout: 9_000,
  });
  running.kill(signal);
  const { exitCode, all } = await running;
  expect(all).toMatch(/\nThe story stopped at step 1 \(The first\): interrupted$/);
  expect(exitCode).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["a failed check", `check(false, "2 were due");`, 1, /stopped at step 1 \(The first\): 2 were due$/],
  ["success", "", 0, /\n2\. The second\n\nDone in \d+ s\.$/],
])("%s", async (_, story, code, words) => {
  const { folder, running } = await startScenario(story);
  const { exitCode, all } = await running;
  expect(all).toMatch(words);
  expect(exitCode).toBe(code);
  expect(await readdir(folder)).toEqual([]);
});
