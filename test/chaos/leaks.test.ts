// When all goes well: each way to give credentials, a change of every secret, drift, and the end; and when a check fails for the very field.
import { afterAll, expect, test } from "vitest";
import { printTally, tally } from "./leaks/scenarios.ts";
import { LeakScene } from "./leaks/scene.ts";

const json = JSON.stringify;

afterAll(printTally);

test("a life from the first up to the last destroy", async () => {
  await using scene = await LeakScene.start();
  const { rockit, durst, canaries } = scene;
  await scene.run(scene.everything(), { fails: false });
  canaries.add("signing secret", rockit.secretOf("builds"));
  canaries.add("signing secret", rockit.secretOf("releases"));
  await scene.run(scene.everything(), { fails: false });
  const [xauth = 0] = [...durst.subscribers.values()]
    .filter(({ externalAuthType }) => externalAuthType === "XAUTH")
    .map(({ id }) => id);
  durst.editSubscriber(xauth, {
    xAuthInfo: { user: "press", password: canaries.make("xAuthInfo.password") },
  });
  rockit.edit("releases", { channelId: "C2" });
  const drift = await scene.pulumi("refresh --diff", ["refresh", "--yes", "--diff"]);
  expect(drift).toMatch(/~ credentialFingerprint/);
  await scene.pulumi("preview --json", ["preview", "--json", "--diff"]);
  tally(await scene.expectNoLeak());
  await scene.pulumi("destroy --diff", ["destroy", "--yes", "--diff"]);
  tally(await scene.expectNoLeak());
});

test("credentials in the stack's configuration", async () => {
  await using scene = await LeakScene.start();
  const { rockit, durst, environment, stack } = scene;
  for (const name of Object.keys(environment)) if (/^(ROCKIT|DURST)_/.test(name)) delete environment[name];
  await stack.configure({ "rockit:endpoint": rockit.endpoint, "durst:endpoint": durst.endpoint });
  await stack.configure({ "durst:username": durst.credentials.username });
  await stack.configure(
    { "rockit:authToken": rockit.credentials.authToken, "durst:password": durst.credentials.password },
    { secret: true },
  );
  await scene.run(scene.everything(), { fails: false });
  expect(rockit.subscriptions.size).toBe(2);
  tally(await scene.expectNoLeak({ givenByEngine: true }));
});

test("credentials of an explicit provider, given as plain values", async () => {
  await using scene = await LeakScene.start();
  const { rockit, durst, environment, project } = scene;
  for (const name of Object.keys(environment)) if (/^(ROCKIT|DURST)_/.test(name)) delete environment[name];
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
  tally(await scene.expectNoLeak({ givenByEngine: true }));
});

test("a failed check of the very field", async () => {
  await using scene = await LeakScene.start();
  const secret = () => scene.canaries.make("value of a failed field");
  const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://h.example" };
  const slack = { sender: "mkraw", event: "end", type: "slack", channelId: "C1" };
  const hostUri = "https://h.example/";
  const jwtSigningInfo = { httpHeaderName: secret(), method: secret(), key: secret() };
  const wrong = [
    [/slackToken is not allowed/, "RockitSubscription", { ...webhook, slackToken: secret() }],
    [/type must be/, "RockitSubscription", { ...slack, slackToken: secret(), type: secret() }],
    [/slackToken must be a text/, "RockitSubscription", { ...slack, slackToken: [secret()] }],
    [
      /xAuthInfo.password must be a text/,
      "DurstSubscriber",
      { hostUri, externalAuthType: "XAUTH", xAuthInfo: { user: "u", password: [secret()] } },
    ],
    [
      /jwtSigningInfo\.\S+ must be/,
      "DurstSubscriber",
      { hostUri, externalAuthType: "JWT_SIGNING", jwtSigningInfo },
    ],
  ] as const;
  for (const [says, type, args] of wrong) {
    await scene.project.write({ resources: [{ type, name: "wrong", args }] });
    expect(await scene.runAsMachine({ fails: true })).toMatch(says);
  }
  await scene.runAsPerson({ fails: true });
  expect([...scene.rockit.requests, ...scene.durst.requests]).toEqual([]);
  tally(await scene.expectNoLeak());
});
