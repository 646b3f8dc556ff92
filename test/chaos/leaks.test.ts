// Successful runs with each way to give credentials, and a failed check of a secret field.
import { afterAll, expect, test } from "vitest";
import { testFailedChecks, testStackLifecycle } from "./leaks/common-tests.ts";
import { LeakScene } from "./leaks/leak-scene.ts";
import { countSearches, printSearches } from "./leaks/scenarios.ts";

const json = JSON.stringify;

afterAll(printSearches);

testStackLifecycle("dynamic", /~ credentialFingerprint/);

test("credentials in the stack's configuration", async () => {
  await using scene = await LeakScene.start();
  const { rockit, durst, stack } = scene;
  scene.clearSettings();
  await stack.configure({ "rockit:endpoint": rockit.endpoint, "durst:endpoint": durst.endpoint });
  await stack.configure({ "durst:username": durst.credentials.username });
  await stack.configure(
    { "rockit:authToken": rockit.credentials.authToken, "durst:password": durst.credentials.password },
    { secret: true },
  );
  await scene.run(scene.programWithSecrets(), { fails: false });
  expect(rockit.subscriptions.size).toBe(2);
  countSearches(await scene.expectNoLeak({ credentialsPassEngine: true }));
});

test("credentials of an explicit provider, given as plain values", async () => {
  await using scene = await LeakScene.start();
  const { rockit, durst, project } = scene;
  scene.clearSettings();
  const { orgName, username, apiKey } = rockit.credentials;
  await project.writeSource(`
    const { DurstSubscriber, Provider, RockitSubscription } = require("pulumi-rockit-durst");
    const provider = new Provider("own", {
      rockit: ${json({ endpoint: rockit.endpoint, orgName, username, apiKey })},
      durst: ${json({ endpoint: durst.endpoint, ...durst.credentials })},
    });
    const builds = new RockitSubscription("builds", {
      name: "builds", sender: "mkraw", event: "end", type: "webhook", url: "https://h.example",
    }, { provider });
    new DurstSubscriber("press", { hostUri: "https://p.example/", externalAuthType: "NONE" }, { provider });
    exports.secret = builds.secret;
  `);
  await scene.runAsMachine();
  await scene.runAsPerson();
  expect(rockit.subscriptions.size).toBe(1);
  countSearches(await scene.expectNoLeak({ credentialsPassEngine: true }));
});

testFailedChecks("dynamic", (slack, secret) => [
  [/type must be/, "RockitSubscription", { ...slack, slackToken: secret(), type: secret() }],
]);
