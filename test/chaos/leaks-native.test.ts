// The native plugin, from a program that marks no secret: what lies encrypted and is never shown is so because the plugin says it.
import { expect, test } from "vitest";
import { secretsOf, standIn } from "./leaks/repeating.ts";
import { expectSecrecyIn, tally } from "./leaks/scenarios.ts";
import { LeakScene } from "./leaks/scene.ts";

const json = JSON.stringify;
const door = "plain";
const fromNowOn = { times: Number.POSITIVE_INFINITY };
const cut = { kind: "cut", when: "after" } as const;
const down = { kind: "status", status: 503, acts: false } as const;

test("a life from the first up to the last destroy", async () => {
  await using scene = await LeakScene.start({ door });
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
  expect(drift).toMatch(/xAuthInfo: \{\s+~ password: \[secret\]/);
  await scene.pulumi("preview --json", ["preview", "--json", "--diff"]);
  tally(await scene.expectNoLeak());
  await scene.pulumi("destroy --diff", ["destroy", "--yes", "--diff"]);
  tally(await scene.expectNoLeak());
});

test("credentials in the stack's configuration, some of them wrong", async () => {
  await using scene = await LeakScene.start({ door });
  const { rockit, durst, environment, stack, canaries } = scene;
  for (const name of Object.keys(environment)) if (/^(ROCKIT|DURST)_/.test(name)) delete environment[name];
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
  await scene.run(scene.everything(), { fails: false });
  expect(rockit.subscriptions.size).toBe(2);
  await set("rockit.allowInsecureHttp", canaries.make("a setting of the wrong form"), "--secret");
  expect(await scene.run(scene.everything(), { fails: true })).toMatch(
    /allowInsecureHttp .*must be true or false/,
  );
  await set("rockit.allowInsecureHttp", "true");
  await set("durst.passwort", canaries.make("a misspelled setting"), "--secret");
  expect(await scene.run(scene.everything(), { fails: true })).toMatch(/durst\.passwort is no setting/);
  tally(await scene.expectNoLeak({ givenByEngine: true }));
});

test("credentials of an explicit provider, given as plain values", async () => {
  await using scene = await LeakScene.start({ door });
  const { rockit, durst, environment, project, canaries } = scene;
  for (const name of Object.keys(environment)) if (/^(ROCKIT|DURST)_/.test(name)) delete environment[name];
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
  tally(await scene.expectNoLeak({ givenByEngine: true }));
});

test("a failed check of the very field", async () => {
  await using scene = await LeakScene.start({ door });
  const secret = () => scene.canaries.make("value of a failed field");
  const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://h.example" };
  const slack = { sender: "mkraw", event: "end", type: "slack", channelId: "C1" };
  const hostUri = "https://h.example/";
  const jwtSigningInfo = { httpHeaderName: secret(), method: secret(), key: secret() };
  const wrong = [
    [/slackToken is not allowed/, "RockitSubscription", { ...webhook, slackToken: secret() }],
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

const secretFields = {
  releases: ["slackToken"],
  xauth: ["xAuthInfo.password"],
  jwt: ["jwtSigningInfo.key"],
};

expectSecrecyIn([
  {
    name: "creations whose answers are lost, and what can't be resolved",
    door,
    says: [/gave no usable answer .*; it is kept in the state as unfinished/],
    kept: { builds: [], ...secretFields },
    arrange(scene) {
      const { rockit, durst } = scene;
      const existing = (hostUri: string) => durst.addSubscriber({ hostUri, externalAuthType: "NONE" });
      rockit.faults.inject(cut, { route: /^POST/, ...fromNowOn });
      rockit.faults.inject(down, { route: /^DELETE/, ...fromNowOn });
      durst.faults.inject(cut, { route: /^PUT/, ...fromNowOn });
      return scene.everything({ xauth: existing("a.example:1"), jwt: existing("b.example:1") });
    },
  },
  {
    name: "500 that repeats what it was sent",
    door,
    says: [/creating Durst subscriber jwt.example: .* answered 500 and said: \(a text that repeats a secret/],
    kept: { builds: [], releases: ["slackToken"] },
    async arrange(scene) {
      await standIn(scene, (request, body, response) => {
        response.writeHead(500).end(secretsOf(scene, request, body));
      });
      return scene.everything();
    },
  },
]);
