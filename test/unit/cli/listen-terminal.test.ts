import { randomBytes } from "node:crypto";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import which from "which";
import { signRockitTestWebhook } from "../../../packages/webhooks/src/index.ts";
import { launcherPath, startListenerProcess } from "./command.ts";

const secret = randomBytes(32).toString("base64");
const event = { type: "mkraw", event: "end", orgName: "acme", appName: "shop" };
const esc = String.fromCharCode(27);

/** util-linux's `script` runs a command in a new terminal. Other systems' `script` has other options. */
const script = process.platform === "linux" ? await which("script", { nothrow: true }) : null;

/** The output of `listen` in a terminal, until Ctrl-C. */
async function terminalOutput(environment: Record<string, string>): Promise<string> {
  const command = `exec '${process.execPath}' '${launcherPath}' listen --port 0`;
  const terminal = execa(
    script ?? "",
    ["--quiet", "--return", "--flush", "--command", command, "/dev/null"],
    {
      env: { PATH: process.env["PATH"] ?? "", ROCKIT_WEBHOOK_SECRET: secret, ...environment },
      extendEnv: false,
      stdin: "pipe",
      reject: false,
    },
  );
  onTestFinished(() => void terminal.kill("SIGKILL"));
  let shown = "";
  const waitForOutput = (pattern: RegExp) =>
    new Promise<string[]>((resolve) => {
      const check = () => {
        const found = pattern.exec(shown);
        if (found !== null) resolve(found);
      };
      terminal.stdout.on("data", check);
      check();
    });
  terminal.stdout.on("data", (chunk) => {
    shown += chunk;
  });
  const [, url = ""] = await waitForOutput(/listening on (\S+) for .*\r\n/);
  const delivery = await signRockitTestWebhook({ body: event, secret });
  await fetch(url, { method: "POST", ...delivery });
  await fetch(url, { method: "POST", body: "{}" });
  await waitForOutput(/✗ rejected.*\r\n/);
  terminal.stdin.write("\u0003");
  const { exitCode } = await terminal;
  expect(exitCode).toBe(0);
  return shown;
}

describe("colours", { timeout: 60_000 }, () => {
  describe.runIf(script !== null)("on a terminal", () => {
    test("mark verified and rejected deliveries", async () => {
      const shown = await terminalOutput({});
      expect(shown).toContain(`${esc}[32m✓ verified${esc}[39m mkraw end shop`);
      expect(shown).toContain(`${esc}[31m✗ rejected${esc}[39m`);
      expect(shown).toContain("1 verified, 1 rejected");
    });

    test("are off if NO_COLOR is set", async () => {
      const shown = await terminalOutput({ NO_COLOR: "1" });
      expect(shown).toContain("✓ verified mkraw end shop");
      expect(shown).not.toContain(esc);
    });
  });

  test("are off in a pipe, even with FORCE_COLOR", async () => {
    const listening = await startListenerProcess([], { ROCKIT_WEBHOOK_SECRET: secret, FORCE_COLOR: "1" });
    await listening.post(await signRockitTestWebhook({ body: event, secret }));
    await listening.post({ body: "{}" });
    const { stdout, stderr } = await listening.end();
    expect(stdout).toMatch(/✓ verified mkraw end shop.*✗ rejected/s);
    expect(stdout + stderr).not.toContain(esc);
  });
});
