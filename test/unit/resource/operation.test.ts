import { expect, it } from "vitest";
import { operate } from "../../../provider/resource/operation.ts";
import type { RockitRun } from "../../../provider/rockit/run.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { rockitRunOf } from "../../helpers/lifecycles.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import { startRockit } from "../../simulators/index.ts";

const object = {
  name: "releases",
  sender: "deploy",
  event: "end",
  type: "slack",
  channelId: "C1",
  slackToken: "token/canary one",
  secret: "c2lnbmluZy1zZWNyZXQtY2FuYXJ5",
  url: "https://deployer:p%40ss-canary@hooks.example/services/T0/Path-Canary1/?key=query-canary-long-enough",
};

it.each(["read", "delete"] as const)(
  "removes an object's secrets from the error of a call that did not send them: %s",
  async (verb) => {
    await using simulator = await startRockit();
    const words = {
      message: `no: ${Object.values(object).join(" | ")} ${encodeURIComponent(object.slackToken)}`,
    };
    const { url } = await startServer(respondWith(400, words));
    const run = rockitRunOf(simulator, { endpoint: new URL(url) });
    const failed = ({ error }: { error: Error }) => error;
    const host = { connect: () => run, log: () => {}, failed };
    const working = operate<RockitRun, unknown>(
      rockitSubscriptionLifecycle,
      host,
      verb,
      object,
      (operation) => rockitSubscriptionLifecycle[verb](operation, object.name, object as never),
    );
    const failure = await working.then(
      () => expect.fail("nothing failed"),
      (error: Error) => error,
    );
    expect(failure.message).toMatch(/answered 400/);
    expectNoSecretsIn(
      failure.message,
      object.slackToken,
      object.secret,
      "Path-Canary1",
      "query-canary",
      "p@ss-canary",
    );
    await run.close();
  },
);
