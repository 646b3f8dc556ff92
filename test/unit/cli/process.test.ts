import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { signRockitTestWebhook } from "../../../packages/webhooks/src/index.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { startDurst, startRockit } from "../../simulators/index.ts";
import {
  exportCommand,
  fakePulumi,
  rockitDurst,
  rockitDurstProcess,
  startListenerProcess,
} from "./command.ts";
import { importScene, webhook } from "./import-scenes.ts";
import type { CommandResult } from "./in-process.ts";
import { MigrateScene, terraformArgs, tfstate } from "./migrate-scenes.ts";
import { builds, exportOf, pendingCreation, resource } from "./states.ts";
import { ownedResource, providerOfServers, withoutProgress } from "./unmanaged-scenes.ts";

// The other tests run the commands inside the test process. Here each command runs in its own process, which
// must print the same, end by itself and return its exit code.

interface Run {
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** The result without the parts that differ between two runs: progress and clock. */
const withoutTime = ({ exitCode, stdout, stderr }: CommandResult): CommandResult => ({
  exitCode,
  stdout: stdout.replaceAll(/(ok {2}clock) .*/g, "$1"),
  stderr: withoutProgress(stderr),
});

/** Runs the command as a process. Fails if a run inside the test has another result. */
async function runAsProcess({ args, env = {}, cwd }: Run): Promise<CommandResult> {
  const result = withoutTime(await rockitDurstProcess(args, env, cwd));
  expect(result).toEqual(withoutTime(await rockitDurst(args, env, cwd)));
  return result;
}

/** A stack that owns one of two subscriptions. `pending`: the creation of the other was interrupted. */
async function stackOwningOneOfTwo({ pending = false }) {
  const rockit = await startRockit();
  for (const name of ["builds", "other"]) rockit.add({ ...builds, name });
  const half = resource("rockit:Subscription", "other", { ...builds, name: "other" });
  const state = exportOf({
    resources: [
      providerOfServers({ rockit }),
      ownedResource("rockit:Subscription", "builds", "builds", builds),
    ],
    pending: pending ? [pendingCreation(half)] : [],
  });
  const PATH = await fakePulumi({ [exportCommand()]: state });
  return { rockit, env: { PATH }, [Symbol.asyncDispose]: () => rockit.close() };
}

describe("in its own process", { timeout: 60_000 }, () => {
  test("cleanup prints its findings and removes nothing without --yes", async () => {
    await using stack = await stackOwningOneOfTwo({ pending: true });
    const { exitCode, stdout, stderr } = await runAsProcess({ args: ["cleanup"], env: stack.env });
    expect(stdout).toContain('ROCKIT subscription "other"  was created');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "rockit-durst: nothing was removed: run the command again with --yes",
    });
    expect(stack.rockit.writes()).toEqual([]);
  });

  test("listen verifies until Ctrl-C", async () => {
    const secret = randomBytes(32).toString("base64");
    const listening = await startListenerProcess([], { ROCKIT_WEBHOOK_SECRET: secret });
    const event = { type: "mkraw", event: "end", orgName: "acme", appName: "shop" };
    expect(await listening.post(await signRockitTestWebhook({ body: event, secret }))).toBe(204);
    expect(await listening.post({ body: "{}" })).toBe(401);
    const { exitCode, lines, stderr } = await listening.end("SIGINT");
    expect(lines).toEqual([
      expect.stringContaining(" ✓ verified mkraw end shop  ("),
      expect.stringContaining(" ✗ rejected missing-header: "),
    ]);
    expect(stderr).toBe(
      `listening on ${listening.url} for ROCKIT deliveries (Ctrl-C ends)\n1 verified, 1 rejected`,
    );
    expect(exitCode).toBe(0);
  });

  test("import --dry-run shows the objects", async () => {
    const { rockit, durst, folder } = await importScene();
    rockit.add({ name: "builds", ...webhook });
    const { exitCode, stdout, stderr } = await runAsProcess({
      args: ["import", "rockit", "--dry-run", "--without-secrets"],
      env: environmentOf({ rockit, durst }),
      cwd: folder,
    });
    expect(stdout).toMatch(/^builds {2}mkraw end to hooks\.example {2}no signing secret\n/);
    expect(stdout.split("\n").at(-1)).toBe("Nothing was written: --dry-run.");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test("migrate --dry-run shows the objects", async () => {
    const scene = await MigrateScene.start();
    const { exitCode, stdout, stderr } = await runAsProcess({
      args: ["migrate", ...terraformArgs(tfstate, "--without-secrets", "--dry-run", "--json")],
      env: environmentOf(scene),
      cwd: scene.folder,
    });
    expect(JSON.parse(stdout).objects).toHaveLength(5);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(scene.writes()).toEqual([]);
  });

  test("unmanaged prints an unmanaged object", async () => {
    await using stack = await stackOwningOneOfTwo({});
    const { exitCode, stdout, stderr } = await runAsProcess({ args: ["unmanaged"], env: stack.env });
    expect(stdout).toMatch(/^unmanaged {2}rockit:other {2}[^\n]+$/);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "rockit-durst: 1 unmanaged" });
  });

  test("remove removes nothing without --yes", async () => {
    await using stack = await stackOwningOneOfTwo({});
    const { exitCode, stdout, stderr } = await runAsProcess({
      args: ["remove", "rockit:other"],
      env: stack.env,
    });
    expect(stdout).toMatch(/^rockit:other {2}[^\n]+$/);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "rockit-durst: nothing was removed: run the command again with --yes",
    });
    expect(stack.rockit.writes()).toEqual([]);
  });

  test("doctor checks the environment's servers", async () => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    const { exitCode, stdout, stderr } = await runAsProcess({
      args: ["doctor", "--cwd", join(import.meta.dirname, "../../..")],
      env: { PATH: "/nowhere", ...environmentOf({ rockit, durst }) },
    });
    expect(stdout).toMatch(/^ROCKIT\n {2}ok {2}settings {2}endpoint, orgName, username, apiKey from the/);
    expect(stdout).toContain("FAIL  node");
    expect(stderr).toMatch(/^rockit-durst: \d of \d+ checks fail$/);
    expect(exitCode).toBe(1);
  });

  test("an unknown command exits with 2", async () => {
    const { exitCode, stdout, stderr } = await runAsProcess({ args: ["liste"] });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^error: unknown command 'liste'/);
  });
});
