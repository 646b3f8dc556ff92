// The ladder of each kind of resource, with each runner and on the native plugin: up, empty preview, empty refresh, second up without
// a write, change, replacement, destroy.
import { describe, expect, inject, test } from "vitest";
import { environmentOf } from "../helpers/environment.ts";
import { expectSettled } from "../helpers/expect-settled.ts";
import { describeVariants, stateTypeOf } from "../helpers/program-variants.ts";
import { outputOf, type Program, type ProgramVariant, secret } from "../helpers/project.ts";
import { type Runner, runners } from "../helpers/runners.ts";
import { expectThinAndEncrypted } from "../helpers/secrecy.ts";
import type { ExportedResource } from "../helpers/stack.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const engine = inject("engine");

interface LadderScene {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
  readonly runner: Runner;
  /** Values that must never be plaintext in the state. */
  readonly secrets: Set<string>;
}

interface Rung {
  readonly program: Program;
  /** Methods of the writes, sorted. */
  readonly writes: readonly string[];
  readonly verify: (scene: LadderScene) => void | Promise<void>;
  /** An equivalent program that must plan nothing. Default: `program`. */
  readonly equivalent?: Program;
}

interface Ladder {
  readonly kind: string;
  readonly type: string;
  readonly rungs: readonly Rung[];
  readonly secretsOf: (resource: ExportedResource) => readonly string[];
  readonly afterDestroy: (scene: LadderScene) => void;
}

const slackToken = "xoxb-canary-slack-token";
const rockitProgram = (events: string[], channelId: string): Program => ({
  resources: [
    {
      type: "RockitSubscription",
      name: "builds",
      args: { name: "builds", sender: "mkraw", events, type: "webhook", url: "https://hooks.example.com" },
    },
    {
      type: "RockitSubscription",
      name: "releases",
      args: { name: "releases", sender: "deploy", event: "success", type: "slack", slackToken, channelId },
    },
  ],
  outputs: { secret: outputOf("builds", "secret") },
});

const password = "canary-password/+";
const key = 'canary-"key"';
const subscriberProgram = (hostUri: string, user: string): Program => ({
  resources: [
    {
      type: "DurstSubscriber",
      name: "press",
      args: {
        hostUri,
        externalAuthType: "JWT_SIGNING",
        jwtSigningInfo: { httpHeaderName: "x-signature", key },
      },
    },
    {
      type: "DurstSubscriber",
      name: "archive",
      args: {
        hostUri: "archive.example:443",
        externalAuthType: "XAUTH",
        xAuthInfo: { user, password: secret(password) },
      },
    },
  ],
});

const subscriptionProgram = (subscriber: string, path: string): Program => ({
  resources: [
    ...["a", "b"].map((name) => ({
      type: "DurstSubscriber" as const,
      name,
      args: { hostUri: `https://${name}.example/`, externalAuthType: "NONE" },
    })),
    {
      type: "DurstSubscription",
      name: "jobs",
      args: { subscriberId: outputOf(subscriber), topic: "STATUS/PRODUCTION_JOB/*", path },
    },
  ],
  outputs: { id: outputOf("jobs") },
});
const activePathsOf = ({ durst }: LadderScene) =>
  [...durst.subscribers.values()].flatMap(({ id, hostUri }) =>
    [...durst.subscriptions(id).values()]
      .filter(({ status }) => status === "ACTIVE")
      .map(({ path }) => `${hostUri}${path}`),
  );

const ladders: readonly Ladder[] = [
  {
    kind: "ROCKIT subscription",
    type: "rockit:Subscription",
    secretsOf: ({ id }) => (id === "releases" ? ["secret", "slackToken"] : ["secret"]),
    rungs: [
      {
        program: rockitProgram(["end", "error"], "C1"),
        equivalent: rockitProgram(["error", "end"], "C1"),
        writes: ["POST", "POST"],
        async verify({ rockit, runner, secrets }) {
          secrets.add(slackToken).add(rockit.secretOf("builds"));
          expect(await runner.stack.outputs()).toEqual({ secret: rockit.secretOf("builds") });
        },
      },
      {
        program: rockitProgram(["end"], "C2"),
        writes: ["DELETE", "DELETE", "POST", "POST"],
        async verify({ rockit, runner, secrets }) {
          const deleted = rockit.requestsTo("DELETE", "/be/v1/subscriptions/builds")[0]?.at;
          const created = rockit
            .requestsTo("POST")
            .find(({ body }) => (body as { name: string }).name === "builds")?.at;
          expect(deleted).toBeLessThanOrEqual(created ?? 0);
          expect(secrets).not.toContain(rockit.secretOf("builds"));
          secrets.add(rockit.secretOf("builds"));
          expect(await runner.stack.outputs()).toEqual({ secret: rockit.secretOf("builds") });
          expect(rockit.subscriptions.get("releases")?.channelId).toBe("C2");
        },
      },
    ],
    afterDestroy: ({ rockit }) => expect(rockit.subscriptions.size).toBe(0),
  },
  {
    kind: "Durst subscriber",
    type: "durst:Subscriber",
    secretsOf: ({ urn }) => (urn.endsWith("press") ? ["jwtSigningInfo.key"] : ["xAuthInfo.password"]),
    rungs: [
      {
        program: subscriberProgram("https://press.example/", "durst"),
        writes: ["POST", "POST"],
        verify({ durst, secrets }) {
          secrets.add(password).add(key);
          expect([...durst.subscribers.values()].map(({ hostUri }) => hostUri).sort()).toEqual([
            "archive.example:443",
            "https://press.example/",
          ]);
        },
      },
      {
        program: subscriberProgram("https://other.example/", "someone"),
        writes: ["PUT", "PUT"],
        verify({ durst }) {
          const credentials = [...durst.subscribers.values()].map(({ id }) => durst.credentialOf(id));
          expect(credentials.sort()).toEqual([key, password]);
        },
      },
    ],
    afterDestroy: ({ durst }) => expect(durst.subscribers.size).toBe(2),
  },
  {
    kind: "Durst subscription",
    type: "durst:Subscription",
    secretsOf: () => [],
    rungs: [
      {
        program: subscriptionProgram("a", "jobs"),
        equivalent: subscriptionProgram("a", "jobs/"),
        writes: ["POST", "POST", "POST"],
        verify: (scene) => expect(activePathsOf(scene)).toEqual(["https://a.example/jobs/"]),
      },
      {
        program: subscriptionProgram("a", "v2"),
        writes: ["PUT"],
        verify: (scene) => expect(activePathsOf(scene)).toEqual(["https://a.example/v2/"]),
      },
      {
        program: subscriptionProgram("b", "v2"),
        writes: ["POST", "PUT"],
        verify(scene) {
          // The new object is created before the old one is deleted.
          expect(scene.durst.writes().map(({ method }) => method)).toEqual(["POST", "PUT"]);
          expect(activePathsOf(scene)).toEqual(["https://b.example/v2/"]);
        },
      },
    ],
    afterDestroy: (scene) => expect(activePathsOf(scene)).toEqual([]),
  },
];

const runnerNames = Object.keys(runners) as (keyof typeof runners)[];
describe.each(runnerNames)("%s", (runnerName) => testLadders(runnerName, "dynamic"));
await describeVariants(["yaml"], (variant) => testLadders("project folder", variant));

function testLadders(runnerName: keyof typeof runners, variant: ProgramVariant): void {
  test.each(ladders)("$kind", async ({ type, rungs, secretsOf, afterDestroy }) => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    const environment = environmentOf({ rockit, durst });
    await using runner = await runners[runnerName]({ engine, environment, variant });
    const secrets = new Set([rockit.credentials.apiKey, durst.credentials.password]);
    const scene: LadderScene = { rockit, durst, runner, secrets };

    for (const { program, writes, verify, equivalent } of rungs) {
      for (const server of [rockit, durst]) server.clearRequests();
      await runner.up(program);
      const methods = [rockit, durst].flatMap((server) => server.writes().map(({ method }) => method));
      expect(methods.sort()).toEqual(writes);
      await verify(scene);
      const resources = await runner.stack.resources(stateTypeOf(variant, type));
      expect(resources).not.toEqual([]);
      for (const resource of resources) expectThinAndEncrypted(resource, secretsOf(resource));
      await expectSettled(runner, equivalent ?? program, [rockit, durst], [...secrets]);
      expect(durst.subscribersHoldingAMask()).toEqual([]);
    }

    await runner.destroy();
    afterDestroy(scene);
  });
}
