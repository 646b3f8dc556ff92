// `ignoreChanges` of mutually exclusive fields that have drifted blocks no command.
import { beforeEach, expect, test } from "vitest";
import { outputOf, type Program } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";

const password = "canary-pa/ss+word";
const key = "canary-signing-key-of-40-characters-0123";

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
  scene.forbidSecrets(password, key);
  return () => scene[Symbol.asyncDispose]();
});

const program = (
  topic: string,
  jwtSigningInfo: object = { httpHeaderName: "x-signature", key },
): Program => ({
  resources: [
    {
      type: "RockitSubscription",
      name: "builds",
      args: { name: "builds", sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example" },
      opts: { ignoreChanges: ["event"] },
    },
    {
      type: "DurstSubscriber",
      name: "press",
      args: { hostUri: "https://press.example", externalAuthType: "JWT_SIGNING", jwtSigningInfo },
      opts: { ignoreChanges: ["externalAuthType", "jwtSigningInfo"] },
    },
    {
      type: "DurstSubscription",
      name: "jobs",
      args: { subscriberId: outputOf("press"), topic, path: "jobs" },
      opts: { ignoreChanges: ["path"] },
    },
  ],
});

test("an ignored field never blocks an update of other fields", async () => {
  const { rockit, durst } = scene;
  await scene.up(program("STATUS/*"));
  const [subscriber = 0] = durst.subscribers.keys();
  const secret = rockit.secretOf("builds");

  rockit.edit("builds", { events: ["begin", "end"], sentAs: "events" });
  durst.editSubscriber(subscriber, {
    externalAuthType: "XAUTH",
    xAuthInfo: { user: "theirs", password: "their-own-password" },
    jwtSigningInfo: undefined,
  });
  scene.forbidSecrets("their-own-password");
  const [subscription = 0] = durst.subscriptions(subscriber).keys();
  durst.editSubscription(subscriber, subscription, { path: "elsewhere" });

  await scene.refresh();
  await scene.up(program("STATUS/PRODUCTION_JOB/*"));
  expect(rockit.subscriptions.get("builds")?.events).toEqual(["begin", "end"]);
  expect(rockit.secretOf("builds")).toBe(secret);
  expect(durst.subscribers.get(subscriber)).toMatchObject({ externalAuthType: "XAUTH" });
  expect(durst.subscriptions(subscriber).get(subscription)).toMatchObject({
    topic: "STATUS/PRODUCTION_JOB/*",
    path: "elsewhere/",
  });
  await scene.expectSettled(program("STATUS/PRODUCTION_JOB/*"));
});
