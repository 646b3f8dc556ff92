import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { signRockitTestWebhook } from "../../../packages/webhooks/src/index.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { startDurst, startRockit } from "../../simulators/index.ts";
import { fakePulumi, listenerProcess, rockitDurst, rockitDurstProcess } from "./command.ts";
import { importScene, webhook } from "./import-scenes.ts";
import type { Ended } from "./in-process.ts";
import { scene, tfstate } from "./migrate-scenes.ts";
import { builds, creating, exportOf, resource } from "./states.ts";
import { owned, serversOf, withoutProgress } from "./unmanaged-scenes.ts";

// The other tests run the commands inside their own process. Here each runs as a person runs it: its process prints the same, ends by
// itself, and gives its exit code.

interface Run {
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** What two runs print differently: how long they waited, and what the clock was. */
const withoutTime = ({ exitCode, stdout, stderr }: Ended): Ended => ({
  exitCode,
  stdout: stdout.replaceAll(/(ok {2}clock) .*/g, "$1"),
  stderr: withoutProgress(stderr),
});

/** What a process prints, which is what the run inside the test prints. */
async function asProcess({ args, env = {}, cwd }: Run): Promise<Ended> {
  const ended = withoutTime(await rockitDurstProcess(args, env, cwd));
  expect(ended).toEqual(withoutTime(await rockitDurst(args, env, cwd)));
  return ended;
}

/** A stack that owns one subscription, at a server with one more, while a third is being created. */
async function stackOfOne({ pending = false }) {
  const rockit = await startRockit();
  for (const name of ["builds", "other"]) rockit.add({ ...builds, name });
  const half = resource("rockit:Subscription", "other", { ...builds, name: "other" });
  const state = exportOf({
    resources: [serversOf({ rockit }), owned("rockit:Subscription", "builds", "builds", builds)],
    pending: pending ? [creating(half)] : [],
  });
  const PATH = await fakePulumi({ "stack export --show-secrets": state });
  return { rockit, env: { PATH }, [Symbol.asyncDispose]: () => rockit.close() };
}

describe("as a process of its own", { timeout: 60_000 }, () => {
  test("cleanup prints what it found, and removes nothing unasked", async () => {
    await using stack = await stackOfOne({ pending: true });
    const { exitCode, stdout, stderr } = await asProcess({ args: ["cleanup"], env: stack.env });
    expect(stdout).toContain('ROCKIT subscription "other"  was created');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "rockit-durst: nothing was removed: run the command again with --yes",
    });
    expect(stack.rockit.writes()).toEqual([]);
  });

  test("listen verifies until Ctrl-C", async () => {
    const secret = randomBytes(32).toString("base64");
    const listening = await listenerProcess([], { ROCKIT_WEBHOOK_SECRET: secret });
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

  test("import shows what it would write", async () => {
    const { rockit, durst, folder } = await importScene();
    rockit.add({ name: "builds", ...webhook });
    const { exitCode, stdout, stderr } = await asProcess({
      args: ["import", "rockit", "--dry-run", "--without-secrets"],
      env: environmentOf({ rockit, durst }),
      cwd: folder,
    });
    expect(stdout).toMatch(/^builds {2}mkraw end to hooks\.example {2}no signing secret\n/);
    expect(stdout.split("\n").at(-1)).toBe("Nothing was written: --dry-run.");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test("migrate shows what it would take over", async () => {
    const here = await scene();
    const { exitCode, stdout, stderr } = await asProcess({
      args: ["migrate", "terraform", "--state", tfstate, "--without-secrets", "--dry-run", "--json"],
      env: environmentOf(here),
      cwd: here.folder,
    });
    expect(JSON.parse(stdout).objects).toHaveLength(5);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(here.writes()).toEqual([]);
  });

  test("unmanaged prints what no stack manages", async () => {
    await using stack = await stackOfOne({});
    const { exitCode, stdout, stderr } = await asProcess({ args: ["unmanaged"], env: stack.env });
    expect(stdout).toMatch(/^unmanaged {2}rockit:other {2}[^\n]+$/);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "rockit-durst: 1 unmanaged" });
  });

  test("remove removes nothing unasked", async () => {
    await using stack = await stackOfOne({});
    const { exitCode, stdout, stderr } = await asProcess({
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

  test("doctor looks at the environment's servers", async () => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    const { exitCode, stdout, stderr } = await asProcess({
      args: ["doctor", "--cwd", join(import.meta.dirname, "../../..")],
      env: { PATH: "/nowhere", ...environmentOf({ rockit, durst }) },
    });
    expect(stdout).toMatch(/^ROCKIT\n {2}ok {2}settings {2}endpoint, orgName, username, apiKey from the/);
    expect(stdout).toContain("FAIL  node");
    expect(stderr).toMatch(/^rockit-durst: \d of \d+ checks fail$/);
    expect(exitCode).toBe(1);
  });

  test("what is not understood has an exit code of its own", async () => {
    const { exitCode, stdout, stderr } = await asProcess({ args: ["liste"] });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^error: unknown command 'liste'/);
  });
});
