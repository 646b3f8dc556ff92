// An error at the terminal is one sentence, without a secret or a stack trace, and leaves nothing half-done.
import { beforeEach, describe, expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import type { Program } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";
import { expectNoStackTrace } from "../helpers/stack-trace.ts";

const canary = "canary-5up3r/secret+";
const webhook = {
  name: "builds",
  sender: "mkraw",
  event: "end",
  type: "webhook",
  url: "https://hooks.example.com",
};
const slack = {
  name: "releases",
  sender: "deploy",
  event: "end",
  type: "slack",
  slackToken: canary,
  channelId: "C1",
};
const signing = {
  hostUri: "https://press.example/",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-signature", key: canary },
};

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
  return () => scene[Symbol.asyncDispose]();
});

/** As `Scene.upFailure`, with the engine's progress. */
async function upFailureWithProgress(program: Program): Promise<string> {
  await scene.project.write(program);
  const { output } = await scene.stack.pulumi(["up", "--yes", "--skip-preview", "--stack", "test"], {
    fails: true,
  });
  return output;
}

describe("a failed check", () => {
  test.each([
    ["slackToken is not allowed for type webhook", "RockitSubscription", { ...webhook, slackToken: canary }],
    ["type must be one of webhook or slack", "RockitSubscription", { ...slack, type: canary }],
    [
      "jwtSigningInfo is only allowed for externalAuthType JWT_SIGNING",
      "DurstSubscriber",
      { ...signing, externalAuthType: "NONE" },
    ],
    [
      "jwtSigningInfo.kee is not an argument",
      "DurstSubscriber",
      { ...signing, jwtSigningInfo: { ...signing.jwtSigningInfo, kee: canary } },
    ],
    [
      "xAuthInfo.user must be a non-empty string",
      "DurstSubscriber",
      { hostUri: "a.example:1", externalAuthType: "XAUTH", xAuthInfo: { user: 1, password: canary } },
    ],
  ] as const)("says in one line: %s", async (says, type, args) => {
    const program = { resources: [{ type, name: "wrong", args }] };
    const preview = await scene.preview(program, { args: ["--json"], fails: true });
    const { output } = await scene.stack.pulumi(["up", "--yes", "--stack", "test"], { fails: true });
    expect(output).toContain(`resource 'wrong' has a problem: ${says}`);
    expectNoStackTrace(output);
    expectNoSecretsIn(output + preview, canary);
    expect([...scene.rockit.requests, ...scene.durst.requests]).toEqual([]);
  });
});

const resources = [{ type: "RockitSubscription", name: "builds", args: webhook }] as const;

describe("settings", () => {
  test("a missing setting is named with both ways to set it; a preview needs no settings", async () => {
    scene.clearSettings({ durst: scene.durst });
    delete scene.environment["ROCKIT_API_KEY"];
    await scene.preview({ resources });
    const output = await upFailureWithProgress({ resources });
    expect(output).toContain(
      'creating ROCKIT subscription "builds": the setting rockit:apiKey is missing: set it with `pulumi config set --secret rockit:apiKey …` or the environment variable ROCKIT_API_KEY',
    );
    expectNoStackTrace(output);
    expect(scene.rockit.requests).toEqual([]);
  });

  test("the stack's configuration overrides the environment, and stays encrypted in the state", async () => {
    scene.clearSettings({ durst: scene.durst });
    scene.environment["ROCKIT_API_KEY"] = "wrong";
    const { orgName, username, apiKey } = scene.rockit.credentials;
    await scene.stack.configure({ "rockit:orgName": orgName, "rockit:username": username });
    await scene.stack.configure({ "rockit:apiKey": apiKey }, { secret: true });
    await scene.up({ resources });
    expect(scene.rockit.subscriptions.size).toBe(1);
    expectNoSecretsIn(await scene.stack.exportState(), apiKey);
    await scene.stack.destroy();
  });
});

describe("a server that refuses", () => {
  test.each([
    [
      /creating ROCKIT subscription "builds": .* answered 401/,
      { type: "RockitSubscription", name: "builds", args: webhook },
    ],
    [
      /creating Durst subscriber press.example: .* refused the login: durst:username/,
      { type: "DurstSubscriber", name: "press", args: signing },
    ],
  ] as const)(
    "the credentials creates nothing, and the error shows no credential and no login URL: %s",
    async (says, resource) => {
      Object.assign(scene.environment, { ROCKIT_API_KEY: canary, DURST_PASSWORD: canary });
      const output = await upFailureWithProgress({ resources: [resource] });
      expect(output).toMatch(says);
      expectNoStackTrace(output);
      expectNoSecretsIn(output, canary);
      expect(output).not.toContain("/login");
      expect(await scene.stack.resources()).toEqual([]);
    },
  );

  test("a subscription of the same name keeps its secret, and the error lists the remedies", async () => {
    scene.clearSettings({ durst: scene.durst });
    scene.rockit.add(webhook as never);
    const before = scene.rockit.secretOf("builds");
    const output = await upFailureWithProgress({ resources });
    expect(output).toMatch(/creating ROCKIT subscription "builds": .*already exists: .*choose another name/);
    expect(scene.rockit.secretOf("builds")).toBe(before);
  });

  test("to list subscriptions fails the refresh, and the state keeps all resources", async () => {
    scene.clearSettings({ durst: scene.durst });
    await scene.up({ resources });
    scene.rockit.behaviour.listShape = () => ({ message: "nothing here" });
    const { output } = await scene.stack.pulumi(["refresh", "--yes", "--skip-preview", "--stack", "test"], {
      fails: true,
    });
    expect(output).toMatch(/reading ROCKIT subscription "builds": .*unknown shape/);
    expectNoStackTrace(output);
    expect(await scene.stack.resources()).toHaveLength(1);
  });
});

test("deleting a Durst subscriber says in one line that the server keeps it", async () => {
  scene.clearSettings({ rockit: scene.rockit });
  await scene.up({ resources: [{ type: "DurstSubscriber", name: "press", args: signing }] });
  const { output } = await scene.stack.destroy();
  expect(output).toMatch(
    /Durst subscriber 17: the server keeps it, because Durst has no delete for subscribers; credentials removed$/m,
  );
});
