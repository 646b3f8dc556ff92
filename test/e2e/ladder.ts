// The ladder of every resource, in one of the two ways of running the engine: up, empty preview, empty refresh, second up without a
// write, change, replacement, destroy.
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { environmentOf } from "../helpers/environment.ts";
import { of, type Program, secret } from "../helpers/project.ts";
import { type Runner, runners } from "../helpers/runners.ts";
import { expectThinAndEncrypted } from "../helpers/secrecy.ts";
import { expectSettled } from "../helpers/settled.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const engine = inject("engine");

export function describeLadder(way: keyof typeof runners): void {
  describe(way, () => {
    let rockit: RockitSimulator;
    let durst: DurstSimulator;
    let runner: Runner;

    beforeEach(async () => {
      rockit = await startRockit();
      durst = await startDurst();
      runner = await runners[way]({ engine, environment: environmentOf({ rockit, durst }) });
    });
    afterEach(async () => {
      await runner?.[Symbol.asyncDispose]();
      await rockit.close();
      await durst.close();
    });

    const settled = (program: Program, secrets: readonly string[]) =>
      expectSettled(
        runner,
        program,
        [rockit, durst],
        [...secrets, rockit.credentials.apiKey, durst.credentials.password],
      );

    test("ROCKIT subscription", async () => {
      const slackToken = "xoxb-canary-slack-token";
      const program = (events: string[], channelId = "C1"): Program => ({
        resources: [
          {
            type: "RockitSubscription",
            name: "builds",
            args: {
              name: "builds",
              sender: "mkraw",
              events,
              type: "webhook",
              url: "https://hooks.example.com",
            },
          },
          {
            type: "RockitSubscription",
            name: "releases",
            args: {
              name: "releases",
              sender: "deploy",
              event: "success",
              type: "slack",
              slackToken,
              channelId,
            },
          },
        ],
        outputs: { secret: of("builds", "secret") },
      });

      await runner.up(program(["end", "error"]));
      const first = rockit.secretOf("builds");
      expect(await runner.stack.outputs()).toEqual({ secret: first });
      for (const resource of await runner.stack.resources("pulumi-nodejs:dynamic/rockit:Subscription")) {
        const secrets = resource.id === "releases" ? ["secret", "slackToken"] : ["secret"];
        expectThinAndEncrypted(resource, secrets);
      }
      await settled(program(["error", "end"]), [first, slackToken]);

      rockit.clearRequests();
      await runner.up(program(["end"], "C2"));
      expect(
        rockit
          .writes()
          .map(({ method }) => method)
          .sort(),
      ).toEqual(["DELETE", "DELETE", "POST", "POST"]);
      expect(rockit.requestsTo("DELETE", "/be/v1/subscriptions/builds")[0]?.at).toBeLessThanOrEqual(
        rockit.requestsTo("POST").find(({ body }) => (body as { name: string }).name === "builds")?.at ?? 0,
      );
      const second = rockit.secretOf("builds");
      expect(await runner.stack.outputs()).toEqual({ secret: second });
      expect(second).not.toBe(first);
      expect(rockit.subscriptions.get("releases")?.channelId).toBe("C2");
      await settled(program(["end"], "C2"), [first, second, slackToken]);

      await runner.destroy();
      expect(rockit.subscriptions.size).toBe(0);
    });

    test("Durst subscriber", async () => {
      const password = "canary-password/+";
      const key = 'canary-"key"';
      const program = (host: string, xauthUser: string): Program => ({
        resources: [
          {
            type: "DurstSubscriber",
            name: "press",
            args: {
              hostUri: host,
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
              xAuthInfo: { user: xauthUser, password: secret(password) },
            },
          },
        ],
      });

      await runner.up(program("https://press.example/", "durst"));
      expect([...durst.subscribers.values()].map(({ hostUri }) => hostUri).sort()).toEqual([
        "archive.example:443",
        "https://press.example/",
      ]);
      for (const resource of await runner.stack.resources("pulumi-nodejs:dynamic/durst:Subscriber")) {
        const secrets = resource.urn.endsWith("press") ? ["jwtSigningInfo.key"] : ["xAuthInfo.password"];
        expectThinAndEncrypted(resource, secrets);
      }
      await settled(program("https://press.example/", "durst"), [password, key]);

      durst.clearRequests();
      await runner.up(program("https://other.example/", "someone"));
      expect(durst.writes().map(({ method }) => method)).toEqual(["PUT", "PUT"]);
      expect([...durst.subscribers.values()].map(({ id }) => durst.credentialOf(id)).sort()).toEqual([
        key,
        password,
      ]);
      await settled(program("https://other.example/", "someone"), [password, key]);
      expect(durst.subscribersHoldingAMask()).toEqual([]);

      await runner.destroy();
      expect(durst.subscribers.size).toBe(2);
    });

    test("Durst subscription", async () => {
      const program = (subscriber: string, path: string): Program => ({
        resources: [
          {
            type: "DurstSubscriber",
            name: "a",
            args: { hostUri: "https://a.example/", externalAuthType: "NONE" },
          },
          {
            type: "DurstSubscriber",
            name: "b",
            args: { hostUri: "https://b.example/", externalAuthType: "NONE" },
          },
          {
            type: "DurstSubscription",
            name: "jobs",
            args: { subscriberId: of(subscriber), topic: "STATUS/PRODUCTION_JOB/*", path },
          },
        ],
        outputs: { id: of("jobs") },
      });
      const active = () =>
        [...durst.subscribers.values()].flatMap(({ id, hostUri }) =>
          [...durst.subscriptions(id).values()]
            .filter(({ status }) => status === "ACTIVE")
            .map(({ path }) => `${hostUri}${path}`),
        );

      await runner.up(program("a", "jobs"));
      expect(active()).toEqual(["https://a.example/jobs/"]);
      for (const resource of await runner.stack.resources("pulumi-nodejs:dynamic/durst:Subscription")) {
        expectThinAndEncrypted(resource, []);
      }
      await settled(program("a", "jobs/"), []);

      durst.clearRequests();
      await runner.up(program("a", "v2"));
      expect(durst.writes().map(({ method }) => method)).toEqual(["PUT"]);
      expect(active()).toEqual(["https://a.example/v2/"]);
      await settled(program("a", "v2"), []);

      durst.clearRequests();
      await runner.up(program("b", "v2"));
      expect(durst.writes().map(({ method }) => method)).toEqual(["POST", "PUT"]);
      expect(active()).toEqual(["https://b.example/v2/"]);
      await settled(program("b", "v2"), []);

      await runner.destroy();
      expect(active()).toEqual([]);
    });
  });
}
