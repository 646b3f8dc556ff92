// Native classes with settings from explicit providers and none from the environment.
import { expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { Scene } from "../helpers/scene.ts";

/** The tests run many commands, and each takes seconds. */
const timeout = 900_000;
const text = JSON.stringify;

test("explicit providers lead resources and functions to their servers, and keep credentials secret", {
  timeout,
}, async () => {
  await using scene = await Scene.start({
    variant: "native",
    rockit: { apiKey: "canary-api-key" },
    durst: { password: "canary-durst-password" },
  });
  scene.clearSettings();
  const { rockit, durst, project, stack } = scene;
  const { orgName, username, apiKey } = rockit.credentials;
  const program = (entry: string) => `
    const pulumi = require("@pulumi/pulumi");
    const { DurstSubscriber, DurstSubscription, Provider, RockitSubscription, listDurstSubscriptions, listRockitSubscriptions, sendDurstTestCallback } = require(${text(entry)});
    const edge = new Provider("edge", { rockit: ${text({ endpoint: rockit.endpoint, orgName, username, apiKey })} });
    const builds = new RockitSubscription("builds", { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example.com" }, { provider: edge });
    // This setting is unknown until another resource is created.
    const password = builds.secretIssuedAt.apply(() => ${text(durst.credentials.password)});
    const plant = new Provider("plant", { durst: { endpoint: ${text(durst.endpoint)}, username: ${text(durst.credentials.username)}, password } });
    const press = new DurstSubscriber("press", { hostUri: "https://press.example/", externalAuthType: "NONE" }, { provider: plant });
    const jobs = new DurstSubscription("jobs", { subscriberId: press.id, topic: "STATUS/*" }, { provider: plant });
    exports.listed = builds.name.apply(() => listRockitSubscriptions({ provider: edge })).apply((all) => all.length);
    exports.topics = jobs.id.apply(() => listDurstSubscriptions(press.id, { provider: plant })).apply((all) => all.map(({ topic }) => topic));
    exports.sent = jobs.id.apply(() => sendDurstTestCallback(4711, { provider: plant })).apply(() => "sent");
    exports.early = listDurstSubscriptions(17, { provider: plant }).apply((all) => all.length >= 0);
    exports.again = RockitSubscription.get("again", builds.id, { provider: edge }).sender;
  `;
  await project.writeSource(program("pulumi-rockit-durst/native"));
  const credentials = [rockit.credentials.apiKey, durst.credentials.password];

  expectNoSecretsIn((await stack.preview()).output, ...credentials);
  expect(scene.writes()).toEqual([]);
  expectNoSecretsIn((await stack.up()).output, ...credentials);
  expect(await stack.outputs()).toEqual({
    listed: 1,
    topics: ["STATUS/*"],
    sent: "sent",
    early: true,
    again: "mkraw",
  });
  expectNoSecretsIn(await stack.exportState(), ...credentials);
  const providers = await stack.resources("pulumi:providers:rockit-durst");
  expect(providers.map(({ inputs }) => Object.keys(inputs ?? {})).sort()).toEqual([["durst"], ["rockit"]]);
  await stack.preview("--expect-no-changes");

  // Dynamic classes need providers of another plugin, but keep the objects.
  const writes = rockit.subscriptions.size + durst.subscribers.size;
  await project.writeSource(program("pulumi-rockit-durst"));
  const { output } = await stack.preview();
  expect(output).not.toMatch(/delete-replaced|create-replacement/);
  await stack.destroy();
  expect(rockit.subscriptions.size).toBe(0);
  expect(writes).toBe(2);
});

test("settings that exclude each other are refused by name", {
  timeout,
}, async () => {
  await using scene = await Scene.start({ variant: "native" });
  scene.clearSettings();
  await scene.project.writeSource(`
    const { Provider } = require("pulumi-rockit-durst/native");
    new Provider("edge", { rockit: { authToken: "canary-token", apiKey: "canary-api-key" } });
  `);
  const { output } = await scene.stack.pulumi(["preview", "--stack", scene.stack.name], { fails: true });
  expect(output).toContain(
    'provider "edge": rockit:authToken and rockit:apiKey are both set but exclude each other',
  );
  expectNoSecretsIn(output, "canary-token", "canary-api-key");
});
