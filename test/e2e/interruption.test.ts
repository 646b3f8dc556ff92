// An interrupted run finishes its running creations, because their secret is given only once, and starts no others.
import { execa } from "execa";
import { beforeEach, expect, inject, onTestFinished, test, vi } from "vitest";
import { describeVariants, stateTypeOf } from "../helpers/program-variants.ts";
import { type ProgramVariant, type Project, rockitSubscriptions } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";
import type { Stack } from "../helpers/stack.ts";
import type { RockitSimulator } from "../simulators/index.ts";

const engine = inject("engine");
const total = 10;
/** The provider's limit of concurrent requests. */
const maxConcurrent = 8;
const waitOptions = { timeout: 120_000, interval: 20 };
const createRoute = "POST /be/v1/subscriptions";

let rockit: RockitSimulator;
let project: Project;
let stack: Stack;

/** Starts an `up`. Returns when the server holds the maximum number of creations. */
async function startUp(parallel: number) {
  rockit.faults.inject({ kind: "delay", ms: Number.POSITIVE_INFINITY }, { route: createRoute, times: total });
  const up = execa(
    engine.pulumi,
    [
      "up",
      "--yes",
      "--skip-preview",
      "--suppress-progress",
      "--non-interactive",
      "--parallel",
      `${parallel}`,
    ],
    {
      cwd: project.folder,
      env: { ...engine.projectEnvironment, ...stack.environment },
      // Its own process group, as at a terminal.
      detached: true,
      reject: false,
      all: true,
      stdin: "ignore",
    },
  );
  await vi.waitFor(() => expect(rockit.faults.injected).toHaveLength(maxConcurrent), waitOptions);
  return { up, pid: up.pid as number };
}

const pluginProcess: Readonly<Record<"dynamic" | "native", RegExp>> = {
  dynamic: /^\S*node\b.*dynamic-provider/,
  native: /^\S*node\b.*pulumi-resource-rockit-durst/,
};

/** The plugin's processes among all descendants. A YAML program has a second plugin process for its schema. */
async function pluginsOf(ancestor: number, variant: ProgramVariant): Promise<number[]> {
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const processes = stdout.split("\n").map((line) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const below = (parent: number): typeof processes =>
    processes.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  const server = pluginProcess[variant === "dynamic" ? "dynamic" : "native"];
  const plugins = below(ancestor).filter(({ args }) => server.test(args));
  if (plugins.length === 0) throw new Error(`the engine runs no plugin of ours:\n${stdout}`);
  return plugins.map(({ pid }) => pid);
}

/** Fails unless the state has the finished creations with their secrets, and the next `up` creates the others, none twice. */
async function expectToResume(variant: ProgramVariant): Promise<void> {
  expect(rockit.subscriptions.size).toBe(maxConcurrent);
  expect(rockit.requestsTo("POST")).toHaveLength(maxConcurrent);
  expect(await secretsInState(variant)).toEqual(secretsOfServer());
  await stack.up();
  expect(rockit.subscriptions.size).toBe(total);
  expect(rockit.requestsTo("POST")).toHaveLength(total);
  expect(rockit.requestsTo("DELETE")).toEqual([]);
  expect(await secretsInState(variant)).toEqual(secretsOfServer());
}

const secretsOfServer = () =>
  Object.fromEntries([...rockit.subscriptions.keys()].map((name) => [name, rockit.secretOf(name)]));

async function secretsInState(variant: ProgramVariant): Promise<Record<string, unknown>> {
  const { stdout } = await stack.pulumi(["stack", "export", "--show-secrets", "--stack", stack.name]);
  const { deployment } = JSON.parse(stdout);
  expect(deployment.pending_operations ?? []).toEqual([]);
  const subscriptions = (
    deployment.resources as { type: string; id: string; outputs: { secret: object } }[]
  ).filter(({ type }) => type === stateTypeOf(variant, "rockit:Subscription"));
  return Object.fromEntries(
    subscriptions.map(({ id, outputs: { secret } }) => [
      id,
      "plaintext" in secret ? JSON.parse(String(secret.plaintext)) : secret,
    ]),
  );
}

await describeVariants(["dynamic", "yaml"], (variant) => {
  beforeEach(async () => {
    const scene = await Scene.start({ variant });
    onTestFinished(() => scene[Symbol.asyncDispose]());
    ({ rockit, project, stack } = scene);
    await project.write(rockitSubscriptions(total));
  });

  test("after Ctrl-C at a terminal, running creations end and no other begins", async () => {
    const { up, pid } = await startUp(maxConcurrent);
    process.kill(-pid, "SIGINT");
    let output = "";
    up.all.on("data", (words) => {
      output += words;
    });
    await vi.waitFor(() => expect(output).toContain("cancelling"), waitOptions);
    await rockit.faults.heal();
    const { exitCode } = await up;
    expect(exitCode).not.toBe(0);
    await expectToResume(variant);
  });

  test("after a signal to the plugin, running creations end and waiting ones fail as cancelled", async () => {
    const { up, pid } = await startUp(total);
    let output = "";
    up.all.on("data", (words) => {
      output += words;
    });
    for (const plugin of await pluginsOf(pid, variant)) process.kill(plugin, "SIGTERM");
    // Waiting creations fail as soon as the plugin has received the signal.
    const cancelled =
      /creating ROCKIT subscription "s\d": the command was cancelled before the request to \S+ was sent/;
    await vi.waitFor(() => expect(output).toMatch(cancelled), waitOptions);
    await rockit.faults.heal();
    const { exitCode } = await up;
    expect(exitCode).not.toBe(0);
    await expectToResume(variant);
  });
});
