// How the repository's commands end, with all that they started, when they or the shell before them are interrupted.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createCheckout, successfulInstall } from "./tools-checkout.ts";

// Each test starts several processes, beside other tests.
beforeAll(() => vi.setConfig({ testTimeout: 60_000 }));
afterAll(() => vi.resetConfig());
const waitOptions = { timeout: 50_000 };

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)(
  "%s while npm installs ends npm with its child processes and leaves no lock",
  async (signal, code) => {
    const { base, root, runProgram } = await createCheckout(
      `sleep 1000 & echo $! > "$(dirname "$CALLS")/left"\ntrap 'exit 1' INT TERM HUP; wait`,
    );
    const running = runProgram();
    const left = await vi.waitFor(async () => {
      const pid = Number(await readFile(join(base, "left"), "utf8"));
      expect(pid).toBeGreaterThan(0);
      return pid;
    }, waitOptions);
    running.kill(signal);
    const { exitCode, all } = await running;
    expect(all.split("\n").at(-1)).toBe("Interrupted while the dependencies were being installed.");
    expect(exitCode).toBe(code);
    expect((await readdir(root)).sort()).toEqual(["package-lock.json", "program.mjs", "tools"]);
    await vi.waitFor(async () => {
      const { stdout } = await execa({ reject: false })`ps -o stat= -p ${left}`;
      expect(stdout.trim()).toMatch(/^(Z|$)/);
    }, waitOptions);
  },
);

test("a command that npm started through a shell ends together with the shell", async () => {
  const { base, root, bin, runProgram } = await createCheckout(successfulInstall);
  await runProgram();
  const ended = join(base, "ended");
  await writeFile(
    join(root, "program.mjs"),
    `import { writeFileSync } from "node:fs";
     process.on("SIGTERM", () => { writeFileSync(${JSON.stringify(ended)}, "yes"); process.exit(); });
     setInterval(() => {}, 1000);
     console.log("ready");`,
  );
  // A shell that waits for its child, like npm's shell.
  const shell = execa(
    "sh",
    ["-c", `"${process.execPath}" "${join(root, "tools", "run.mjs")}" program.mjs & wait`],
    { env: { PATH: `${bin}:/usr/bin:/bin`, npm_lifecycle_event: "demo" }, extendEnv: false, reject: false },
  );
  await once(shell.stdout, "data");
  shell.kill("SIGTERM");
  await vi.waitFor(() => expect(existsSync(ended)).toBe(true), waitOptions);
  await shell;
});

test("a command whose shell ends during the installation runs nothing afterwards", async () => {
  const { base, root, bin } = await createCheckout(
    `echo $$ > "$(dirname "$CALLS")/npm"\ntrap 'exit 1' TERM; sleep 1000 & wait`,
  );
  const started = join(base, "started");
  await writeFile(
    join(root, "program.mjs"),
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(started)}, "");`,
  );
  const shell = execa(
    "sh",
    ["-c", `"${process.execPath}" "${join(root, "tools", "run.mjs")}" program.mjs & wait`],
    {
      env: {
        PATH: `${bin}:/usr/bin:/bin`,
        npm_lifecycle_event: "demo",
        NODE: process.execPath,
        CALLS: join(base, "calls"),
      },
      extendEnv: false,
      reject: false,
    },
  );
  await vi.waitFor(() => expect(existsSync(join(base, "npm"))).toBe(true), waitOptions);
  shell.kill("SIGTERM");
  await vi.waitFor(() => expect(existsSync(join(root, ".installing"))).toBe(false), waitOptions);
  await shell;
  expect(existsSync(started)).toBe(false);
});
