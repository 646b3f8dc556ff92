// The native plugin with a program that marks no secret: only the plugin makes values secret here.
import { expect, test } from "vitest";
import { lostCreations, testFailedChecks, testStackLifecycle } from "./leaks/common-tests.ts";
import { secretsIn, useFakeServer } from "./leaks/fake-server.ts";
import { LeakScene } from "./leaks/leak-scene.ts";
import { countSearches, testScenarios } from "./leaks/scenarios.ts";

const json = JSON.stringify;
const variant = "plain";

testStackLifecycle(variant, /xAuthInfo: \{\s+~ password: \[secret\]/);

test("credentials in the stack's configuration, some of them wrong", async () => {
  await using scene = await LeakScene.start({ variant });
  const { rockit, durst, stack, canaries } = scene;
  scene.clearSettings();
  const set = (path: string, value: string, ...secret: string[]) =>
    stack.pulumi(
      [
        ...["config", "set", "--stack", stack.name, "--path", ...secret, `rockit-durst:${path}`],
        ...(secret.length > 0 ? [] : [value]),
      ],
      { quiet: true, ...(secret.length > 0 ? { input: value } : {}) },
    );
  await set("rockit.endpoint", rockit.endpoint);
  await set("rockit.authToken", rockit.credentials.authToken, "--secret");
  await set("durst.endpoint", durst.endpoint);
  await set("durst.username", durst.credentials.username);
  await set("durst.password", durst.credentials.password, "--secret");
  await scene.run(scene.programWithSecrets(), { fails: false });
  expect(rockit.subscriptions.size).toBe(2);
  await set("rockit.allowInsecureHttp", canaries.make("a setting of the wrong form"), "--secret");
  expect(await scene.run(scene.programWithSecrets(), { fails: true })).toMatch(
    /allowInsecureHttp .*must be true or false/,
  );
  await set("rockit.allowInsecureHttp", "true");
  await set("durst.passwort", canaries.make("a misspelled setting"), "--secret");
  expect(await scene.run(scene.programWithSecrets(), { fails: true })).toMatch(
    /durst\.passwort is not a setting/,
  );
  countSearches(await scene.expectNoLeak({ credentialsPassEngine: true }));
});

test("credentials of an explicit provider, given as plain values", async () => {
  await using scene = await LeakScene.start({ variant });
  const { rockit, durst, project, canaries } = scene;
  scene.clearSettings();
  const { orgName, username, apiKey } = rockit.credentials;
  const write = (more: object) =>
    project.writeSource(`
    const { DurstSubscriber, Provider, RockitSubscription } = require(${json(new URL("../helpers/plain-classes.cjs", import.meta.url).pathname)});
    const provider = new Provider("own", {
      rockit: ${json({ endpoint: rockit.endpoint, orgName, username, apiKey, ...more })},
      durst: ${json({ endpoint: durst.endpoint, ...durst.credentials })},
    });
    const builds = new RockitSubscription("builds", {
      name: "builds", sender: "mkraw", event: "end", type: "webhook", url: "https://h.example",
    }, { provider });
    new DurstSubscriber("press", { hostUri: "https://p.example/", externalAuthType: "NONE" }, { provider });
    exports.secret = builds.secret;
  `);
  await write({});
  await scene.runAsMachine();
  await scene.runAsPerson();
  expect(rockit.subscriptions.size).toBe(1);
  await write({ requestTimeout: canaries.make("a setting of the wrong form") });
  expect(await scene.runAsMachine({ fails: true })).toMatch(/requestTimeout .*must be/);
  await scene.runAsPerson({ fails: true });
  countSearches(await scene.expectNoLeak({ credentialsPassEngine: true }));
});

testFailedChecks(variant);

testScenarios([
  { ...lostCreations, variant },
  {
    name: "a 500 that repeats the secrets of the request",
    variant,
    expectedOutput: [
      /creating Durst subscriber jwt.example: .* answered 500 and said: \(not shown, because the text contains a secret/,
    ],
    keptResources: { builds: [], releases: ["slackToken"] },
    async arrange(scene) {
      await useFakeServer(scene, (request, body, response) => {
        response.writeHead(500).end(secretsIn(scene, request, body));
      });
      return scene.programWithSecrets();
    },
  },
]);
