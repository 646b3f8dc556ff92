// What a person at the terminal sees when something is wrong: one sentence, no secret, no stack trace, nothing half-done.
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { environmentOf } from "../helpers/environment.ts";
import { Project } from "../helpers/project.ts";
import { expectNoneIn } from "../helpers/secrecy.ts";
import { Stack } from "../helpers/stack.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const engine = inject("engine");
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

let rockit: RockitSimulator;
let durst: DurstSimulator;
let project: Project;

beforeEach(async () => {
  rockit = await startRockit();
  durst = await startDurst();
  project = await Project.create();
});
afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await rockit.close();
  await durst.close();
});

const stackWith = (environment: Record<string, string>) =>
  Stack.create({ engine, project: project.folder, environment });

const withoutTrace = (output: string) => expect(output).not.toMatch(/^\s+at .+:\d+:\d+/m);

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
    await project.write({ resources: [{ type, name: "wrong", args }] });
    await using stack = await stackWith(environmentOf({ rockit, durst }));
    const { output } = await stack.pulumi(["preview", "--json", "--stack", "test"], { fails: true });
    const shown = await stack.pulumi(["up", "--yes", "--stack", "test"], { fails: true });
    expect(shown.output).toContain(`resource 'wrong' has a problem: ${says}`);
    withoutTrace(shown.output);
    expectNoneIn(shown.output + output, [canary]);
    expect([...rockit.requests, ...durst.requests]).toEqual([]);
  });
});

describe("settings", () => {
  const resources = [{ type: "RockitSubscription", name: "builds", args: webhook }] as const;

  test("one that is missing is named with both ways to give it; a preview needs none", async () => {
    await project.write({ resources });
    const { ROCKIT_API_KEY: _, ...incomplete } = environmentOf({ rockit });
    await using stack = await stackWith(incomplete);
    await stack.preview();
    const { output } = await stack.pulumi(["up", "--yes", "--skip-preview", "--stack", "test"], {
      fails: true,
    });
    expect(output).toContain(
      'creating ROCKIT subscription "builds": the setting rockit:apiKey is missing: set it with `pulumi config set --secret rockit:apiKey …` or the environment variable ROCKIT_API_KEY',
    );
    withoutTrace(output);
    expect(rockit.requests).toEqual([]);
  });

  test("those of the stack's configuration win, and stay encrypted in the state", async () => {
    await project.write({ resources });
    await using stack = await stackWith({ ...environmentOf({ rockit }), ROCKIT_API_KEY: "wrong" });
    const { orgName, username, apiKey } = rockit.credentials;
    await stack.configure({ "rockit:orgName": orgName, "rockit:username": username });
    await stack.configure({ "rockit:apiKey": apiKey }, { secret: true });
    await stack.up();
    expect(rockit.subscriptions.size).toBe(1);
    expectNoneIn(await stack.exported(), [rockit.credentials.apiKey]);
    await stack.destroy();
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
    "the credentials: one sentence, no credential, no login URL, nothing made: %s",
    async (says, resource) => {
      await project.write({ resources: [resource] });
      const environment = {
        ...environmentOf({ rockit, durst }),
        ROCKIT_API_KEY: canary,
        DURST_PASSWORD: canary,
      };
      await using stack = await stackWith(environment);
      const { output } = await stack.pulumi(["up", "--yes", "--skip-preview", "--stack", "test"], {
        fails: true,
      });
      expect(output).toMatch(says);
      withoutTrace(output);
      expectNoneIn(output, [canary]);
      expect(output).not.toContain("/login");
      expect(await stack.resources()).toEqual([]);
    },
  );

  test("a name that exists: nothing is lost, and the ways out are said", async () => {
    rockit.add(webhook as never);
    const before = rockit.secretOf("builds");
    await project.write({ resources: [{ type: "RockitSubscription", name: "builds", args: webhook }] });
    await using stack = await stackWith(environmentOf({ rockit }));
    const { output } = await stack.pulumi(["up", "--yes", "--skip-preview", "--stack", "test"], {
      fails: true,
    });
    expect(output).toMatch(/creating ROCKIT subscription "builds": .*already exists: .*choose another name/);
    expect(rockit.secretOf("builds")).toBe(before);
  });

  test("to be read: the refresh fails, and drops nothing from the state", async () => {
    await project.write({ resources: [{ type: "RockitSubscription", name: "builds", args: webhook }] });
    await using stack = await stackWith(environmentOf({ rockit }));
    await stack.up();
    rockit.behaviour.listShape = () => ({ message: "nothing here" });
    const { output } = await stack.pulumi(["refresh", "--yes", "--skip-preview", "--stack", "test"], {
      fails: true,
    });
    expect(output).toMatch(/reading ROCKIT subscription "builds": .*unknown shape/);
    withoutTrace(output);
    expect(await stack.resources()).toHaveLength(1);
  });
});

test("deleting a Durst subscriber says in one line that the server keeps it", async () => {
  await project.write({ resources: [{ type: "DurstSubscriber", name: "press", args: signing }] });
  await using stack = await stackWith(environmentOf({ durst }));
  await stack.up();
  const { output } = await stack.destroy();
  expect(output).toMatch(
    /Durst subscriber 17: the server keeps it, because Durst has no delete for subscribers; credentials removed$/m,
  );
});
