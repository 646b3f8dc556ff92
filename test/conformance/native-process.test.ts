// The native plugin as a process: when it ends, its shutdown, and its output.
import { afterEach, beforeEach, expect, it } from "vitest";
import { durstSubscriber } from "../../provider/durst/kind.ts";
import { rockitSubscription } from "../../provider/rockit/kind.ts";
import { environmentOf } from "../helpers/environment.ts";
import type { Servers } from "../helpers/servers.ts";
import { startNative } from "./native-plugin.ts";
import { startServersWithSubscriber } from "./samples.ts";

let servers: Servers & AsyncDisposable;
beforeEach(async () => {
  servers = await startServersWithSubscriber();
});
afterEach(() => servers[Symbol.asyncDispose]());

const start = (overrides: Readonly<Record<string, string>> = {}) =>
  startNative({ ...environmentOf(servers), ...overrides });

const webhook = (name: string) => ({
  name,
  sender: "mkraw",
  events: ["end"],
  type: "webhook",
  url: "https://hooks.example",
});

/** Starts a creation at a slow server. */
async function startCreation(plugin: Awaited<ReturnType<typeof start>>) {
  const { rockit } = servers;
  rockit.faults.inject({ kind: "delay", ms: 500 }, { route: "POST /be/v1/subscriptions" });
  const creation = plugin.create(rockitSubscription, webhook("builds"));
  await expect.poll(() => rockit.requestsTo("POST").length, { timeout: 10_000 }).toBe(1);
  return {
    /** Fails unless the creation succeeded. */
    expectCreated: async () => {
      const { error, outputs } = await creation;
      expect(error).toBeUndefined();
      expect(outputs).toMatchObject({ secret: rockit.secretOf("builds") });
    },
  };
}

it("the plugin ends when its host is gone", async () => {
  const plugin = await start();
  plugin.closeInput();
  expect(await plugin.exitStatus()).toBe(0);
});

it("when its host is gone, the plugin finishes running operations before it ends", async () => {
  const plugin = await start();
  const { expectCreated } = await startCreation(plugin);
  plugin.closeInput();
  await expectCreated();
  expect(await plugin.exitStatus()).toBe(0);
});

it("a cancelled update: running creations end and return their secrets, and no new one begins", async () => {
  const plugin = await start();
  const { expectCreated } = await startCreation(plugin);
  await plugin.cancel();
  const further = await plugin.create(rockitSubscription, webhook("later"));
  expect(further.error).toMatch(
    /^creating ROCKIT subscription "later": the command was cancelled before the request to \S+ was sent/,
  );
  expect(further.error).not.toContain("\n");
  expect(further.id).toBeUndefined();
  await expectCreated();
  expect(servers.rockit.requestsTo("POST")).toHaveLength(1);
});

it.each(["SIGINT", "SIGTERM"] as const)("%s ends an idle plugin at once", async (signal) => {
  const plugin = await start();
  plugin.signal(signal);
  expect(await plugin.exitStatus()).toBe(signal);
});

it("the plugin prints a port that the engine can read, even if colours are forced", async () => {
  const plugin = await start({ FORCE_COLOR: "1" });
  await plugin.create(rockitSubscription, webhook("builds"));
  expect(servers.rockit.subscriptions.size).toBe(1);
});

it("the plugin prints its port and nothing else", async () => {
  const plugin = await start();
  const { rockit } = servers;
  rockit.faults.inject({ kind: "status", status: 503, acts: false }, { route: "POST /be/v1/subscriptions" });
  const { outputs = {} } = await plugin.create(rockitSubscription, webhook("builds"));
  expect(outputs).toMatchObject({ secret: rockit.secretOf("builds") });
  expect(await plugin.createFailure("rockit-durst:rockit:Nothing")).not.toBe("");
  plugin.closeInput();
  await plugin.exitStatus();
  // The port itself was read before.
  expect(plugin.printed()).toBe("");
});

it("100 creations at once: each has its secret, and there is one login", async () => {
  const plugin = await start();
  const names = Array.from({ length: 50 }, (_, number) => `s${number}`);
  const created = await Promise.all([
    ...names.map((name) => plugin.create(rockitSubscription, webhook(name))),
    ...names.map((name) =>
      plugin.create(durstSubscriber, { hostUri: `https://${name}.example/`, externalAuthType: "NONE" }),
    ),
  ]);
  expect(created.filter(({ error }) => error !== undefined)).toEqual([]);
  const secrets = created.slice(0, 50).map(({ outputs }) => outputs?.["secret"]);
  expect(secrets).toEqual(names.map((name) => servers.rockit.secretOf(name)));
  expect(new Set(created.map(({ id }) => id)).size).toBe(100);
  expect(servers.durst.requests.filter(({ route }) => /login/i.test(String(route)))).toHaveLength(1);
});

it("the plugin receives and sends messages of 6 megabytes, above gRPC's default limit", async () => {
  const plugin = await start();
  const slackToken = "x".repeat(6 * 1024 * 1024);
  const { inputs, reasons } = await plugin.check(rockitSubscription, {
    name: "builds",
    sender: "mkraw",
    event: "end",
    type: "slack",
    channelId: "C1",
    slackToken,
  });
  expect(reasons).toEqual([]);
  expect(inputs["slackToken"] === slackToken).toBe(true);
});

it("the handshake declares that the plugin accepts plain values and the engine's names", async () => {
  const plugin = await start();
  expect(await plugin.handshake()).toMatchObject({
    acceptSecrets: false,
    acceptResources: false,
    acceptOutputs: false,
    supportsAutonamingConfiguration: true,
  });
});

it("an error names an unknown type or function in one line", async () => {
  const plugin = await start();
  expect(await plugin.createFailure("rockit-durst:rockit:Nothing")).toBe(
    "unknown resource type rockit-durst:rockit:Nothing",
  );
  await expect(plugin.invoke("rockit-durst:rockit:nothing", {})).rejects.toMatchObject({
    details: expect.stringMatching(/^calling rockit-durst:rockit:nothing: unknown function$/),
  });
});

const canary = "canary-value";
const wrongSettings = [
  [{ other: canary }, /rockit-durst:other is not a setting/],
  [{ rockit: { keyOfTheApi: canary } }, /rockit-durst:rockit\.keyOfTheApi is not a setting: valid ones are /],
  [{ rockit: canary }, /rockit-durst:rockit must be an object/],
  [{ durst: JSON.stringify({ endpoint: { in: canary } }) }, /rockit-durst:durst\.endpoint must be a string/],
] as const;

it.each(wrongSettings)(
  "settings %j are refused in one sentence that shows no value",
  async (args, sentence) => {
    const plugin = await start();
    for (const text of [await plugin.configureFailure(args), ...(await plugin.checkConfig(args))]) {
      expect(text).toMatch(sentence);
      expect(text).not.toContain("\n");
      expect(text).not.toContain(canary);
    }
    expect(plugin.printed()).toBe("");
  },
);

it("a setting with a wrong value is named before anything is created, without its value", async () => {
  const plugin = await start();
  const reasons = await plugin.checkConfig({ rockit: JSON.stringify({ endpoint: canary }) });
  expect(reasons).toEqual([expect.stringMatching(/rockit-durst:rockit\.endpoint/)]);
  expect(reasons.join()).not.toContain(canary);
});
