// One program manages several servers with explicit providers.
import { beforeEach, describe, expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import type { Project } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";
import type { Stack } from "../helpers/stack.ts";
import { expectNoStackTrace } from "../helpers/stack-trace.ts";
import { type DurstSimulator, type RockitSimulator, startDurst } from "../simulators/index.ts";

const sites = ["7", "8", "9"] as const;
type Site = (typeof sites)[number];

let rockit: RockitSimulator;
let durst: Record<Site, DurstSimulator>;
let project: Project;
let stack: Stack;

beforeEach(async () => {
  const account = (site: Site) => ({
    username: `operator-${site}`,
    password: `canary-site-${site}/+&`,
    // Third parties call Durst's servers below a base path.
    basePath: site === "8" ? "/pms" : "",
  });
  const scene = await Scene.start({ rockit: { apiKey: "canary-rockit-key/+" }, durst: account("7") });
  ({ rockit, project, stack } = scene);
  durst = { 7: scene.durst, 8: await startDurst(account("8")), 9: await startDurst(account("9")) };
  // No vendor settings in the environment: all settings come from explicit providers.
  scene.clearSettings();
  return async () => {
    await scene[Symbol.asyncDispose]();
    await Promise.all([durst[8].close(), durst[9].close()]);
  };
});

const text = JSON.stringify;
const account = ({ credentials: { orgName, username, apiKey } }: RockitSimulator) =>
  text({ orgName, username, apiKey });
const siteSettings = (number: Site) =>
  text({ endpoint: durst[number].endpoint, ...durst[number].credentials });

/** Site 7 gets plain values, site 8 secrets, site 9 values unknown until the ROCKIT subscription exists. */
const program = () => `
  const pulumi = require("@pulumi/pulumi");
  const { DurstSubscriber, DurstSubscription, Provider, RockitSubscription } = require("pulumi-rockit-durst");
  const each = (values, make) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, make(value)]));

  const edge = new Provider("edge", { rockit: {
    endpoint: ${text(rockit.endpoint)}, ...each(${account(rockit)}, (value) => pulumi.output(value)),
  } });
  const builds = new RockitSubscription("builds", {
    name: "builds", sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example.com",
  }, { provider: edge });

  const known = ${siteSettings("9")};
  const providers = {
    7: new Provider("site-7", { durst: ${siteSettings("7")} }),
    8: new Provider("site-8", { durst: each(${siteSettings("8")}, pulumi.secret) }),
    9: new Provider("site-9", { durst: each(known, (value) => builds.secretIssuedAt.apply(() => value)) }),
  };
  for (const [site, provider] of Object.entries(providers)) {
    const press = new DurstSubscriber("press-" + site, {
      hostUri: "https://press-" + site + ".example/", externalAuthType: "NONE",
    }, { provider });
    new DurstSubscription("jobs-" + site, { subscriberId: press.id, topic: "STATUS/*" }, { provider });
  }
`;

const servers = () => [rockit, ...Object.values(durst)];
const writes = () => servers().flatMap((server) => server.writes());
const credentials = () => [
  rockit.credentials.apiKey,
  ...Object.values(durst).map((server) => server.credentials.password),
];

/** The resources in the state, with the time of their last change. */
async function stateObjects() {
  const { deployment } = JSON.parse(await stack.exportState());
  const resources = deployment.resources as Record<"type" | "urn" | "id" | "created" | "modified", string>[];
  return resources
    .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"))
    .map(({ urn, id, created, modified }) => [urn, id, created, modified].join(" "))
    .sort();
}

describe("explicit providers", () => {
  test("each resource uses its own server, with plain, secret or initially unknown arguments", async () => {
    await project.writeSource(program());
    const preview = await stack.preview();
    expect(servers().flatMap(({ requests }) => requests)).toEqual([]);
    await stack.up();
    expect([...rockit.subscriptions.keys()]).toEqual(["builds"]);
    for (const number of sites) {
      const subscribers = [...durst[number].subscribers.values()];
      expect(subscribers.map(({ hostUri }) => hostUri)).toEqual([`https://press-${number}.example/`]);
      expect([...durst[number].subscriptions(17).values()]).toMatchObject([{ topic: "STATUS/*" }]);
    }

    expect(durst[8].endpoint).toMatch(/\/pms$/);

    const writesBefore = writes().length;
    await stack.expectNoChanges();
    expect(writes()).toHaveLength(writesBefore);
    expectNoSecretsIn(preview.output + (await stack.exportState()), ...credentials());
    expect(await stack.exportState()).toContain(durst[7].endpoint);

    await stack.destroy();
    expect(rockit.subscriptions.size).toBe(0);
    for (const number of sites) expect(durst[number].subscriptions(17).get(4)?.status).toBe("INACTIVE");
  });

  test("rotating their credentials touches no resource and sends no write", async () => {
    await project.writeSource(program());
    await stack.up();
    const before = await stateObjects();
    const old = credentials();

    rockit.changeCredentials({ apiKey: "canary-rotated-key" });
    for (const number of sites) durst[number].changeCredentials({ password: `canary-rotated-${number}` });
    await project.writeSource(program());
    for (const server of servers()) server.clearRequests();

    const { output } = await stack.up();
    for (const name of ["edge", ...sites.map((number) => `site-${number}`)])
      expect(output).toMatch(new RegExp(`pulumi:providers:pulumi-nodejs ${name} updated`));
    expect(writes()).toEqual([]);
    expect(await stateObjects()).toEqual(before);
    expectNoSecretsIn(output + (await stack.exportState()), ...old, ...credentials());

    // A plain refresh uses the credentials that the last `up` stored.
    await stack.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--stack", stack.name]);
    for (const server of servers()) expect(server.requests.at(-1)?.status).toBe(200);
    await stack.destroy();
  });
});

describe("a wrong argument of a provider fails in one line, before any request", () => {
  const endpoint = "https://durst.example";
  test.each([
    [
      'provider "site-7": durst.pasword is not an argument; valid ones are endpoint,',
      { durst: `{ endpoint: "${endpoint}", username: "operator", pasword: "canary-typed" }` },
    ],
    [
      'provider "site-7": hp is not a vendor; valid ones are rockit and durst',
      { hp: `{ endpoint: "${endpoint}" }` },
    ],
    [
      "creating Durst subscriber press.example: the setting durst:password is missing",
      { durst: `{ endpoint: "${endpoint}", username: "operator" }` },
    ],
    [
      "creating Durst subscriber press.example: the setting durst:endpoint must be a URL",
      {
        durst: `{ endpoint: pulumi.output("canary-typed"), username: "operator", password: "canary-typed" }`,
      },
    ],
  ])("%s", async (says, vendors) => {
    const args = Object.entries(vendors).map(([vendor, values]) => `${vendor}: ${values}`);
    await project.writeSource(`
      const pulumi = require("@pulumi/pulumi");
      const { DurstSubscriber, Provider, RockitSubscription } = require("pulumi-rockit-durst");
      const edge = new Provider("edge", { rockit: { endpoint: ${text(rockit.endpoint)}, ...${account(rockit)} } });
      const site = new Provider("site-7", { ${args} });
      new DurstSubscriber("press", { hostUri: "https://press.example/", externalAuthType: "NONE" }, { provider: site });
    `);
    const { output } = await stack.pulumi(["up", "--yes", "--skip-preview", "--stack", stack.name], {
      fails: true,
    });
    const lines = output.split("\n").filter((line) => line.includes(says));
    expect(lines.length, output).toBeGreaterThan(0);
    expectNoStackTrace(output);
    expectNoSecretsIn(output, "canary-typed");
    expect(servers().flatMap(({ requests }) => requests)).toEqual([]);
  });
});
