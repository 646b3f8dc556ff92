// Every example runs as it stands, in its own folder, under the policies of the ready pack; `pulumi up` in the repository's root runs the quickstart.
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { policyPack } from "../../tools/engine/policy-pack.ts";
import { environmentOf } from "../helpers/environment.ts";
import { Stack } from "../helpers/stack.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const engine = inject("engine");
const root = join(import.meta.dirname, "..", "..");
const pack = policyPack(engine, join(root, "packages", "policy"));
const key = "qC8!vT2#mZ7@xL4$wN9%rB6^kJ3&hD1*";
let rockit: RockitSimulator;
let durst: DurstSimulator;

beforeEach(async () => {
  rockit = await startRockit();
  durst = await startDurst();
});
afterEach(async () => {
  await rockit.close();
  await durst.close();
});

const active = (server: DurstSimulator) =>
  [...server.subscribers.keys()].flatMap((id) =>
    [...server.subscriptions(id).values()].filter(({ status }) => status === "ACTIVE"),
  );

const stackOf = (folder: string, name: string) =>
  Stack.create({
    engine,
    project: join(root, folder),
    name,
    environment: {
      ...environmentOf({ rockit, durst }),
      ...pack.environment,
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    },
  });

/** Fails if a policy has anything to say. */
async function compliantUp(stack: Stack): Promise<void> {
  const { output } = await stack.up("--policy-pack", pack.argument);
  expect(output).toMatch(/^Policies:\n +✅ pulumi-rockit-durst@v[\d.]+ \(local: .+\)\n(?! +- )/m);
}

test.each([
  ["examples/quickstart", "example"],
  [".", "root"],
])("the quickstart, in %s", async (folder, name) => {
  await using stack = await stackOf(folder, name);
  await stack.configure({ slackToken: "xoxb-1", durstKey: key }, { secret: true });
  await compliantUp(stack);
  expect([...rockit.subscriptions.keys()].sort()).toEqual(["quickstart-builds", "quickstart-deployments"]);
  expect(
    active(durst)
      .map(({ topic }) => topic)
      .sort(),
  ).toEqual(["STATUS/PRINT_ORDER/*", "STATUS/PRODUCTION_JOB/*"]);
  await stack.expectNoChanges();
  await stack.destroy();
  expect(rockit.subscriptions.size + active(durst).length).toBe(0);
});

test("rockit-hub, with a rotation of its secrets", async () => {
  await using stack = await stackOf("examples/rockit-hub", "example");
  await compliantUp(stack);
  const names = [...rockit.subscriptions.keys()].sort();
  expect(names).toEqual([
    expect.stringMatching(/^hub-deploy-[0-9a-f]{7}$/),
    expect.stringMatching(/^hub-mkraw-[0-9a-f]{7}$/),
  ]);
  const [deploy = "", mkraw = ""] = names;
  const first = { buildSecret: rockit.secretOf(mkraw), deploymentSecret: rockit.secretOf(deploy) };
  expect(await stack.outputs()).toEqual(first);

  await stack.configure({ secretsOf: "2027-Q1" });
  const { output } = await stack.up();
  expect(output).toMatch(/a change of rotationTrigger replaces it and gives it a new signing secret/);
  expect(rockit.subscriptions.size).toBe(2);
  expect(await stack.outputs()).not.toEqual(first);
  await stack.expectNoChanges();
  await stack.destroy();
  expect(rockit.subscriptions.size).toBe(0);
});

test("durst-sites, with two sites", async () => {
  await using other = await startDurst({ username: "someone", password: "else", firstSubscriberId: 40 });
  const servers = { innsbruck: durst, lienz: other };
  await using stack = await stackOf("examples/durst-sites", "example");
  const sites = Object.entries(servers).map(
    ([
      name,
      {
        endpoint,
        credentials: { username },
      },
    ]) => ({ name, endpoint, username }),
  );
  await stack.configure({ sites: JSON.stringify(sites) });
  for (const [name, { credentials }] of Object.entries(servers)) {
    await stack.configure({ [`${name}-password`]: credentials.password }, { secret: true });
  }
  await stack.configure({ callbackKey: key }, { secret: true });
  await compliantUp(stack);
  for (const [name, server] of Object.entries(servers)) {
    expect(
      active(server)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(["jobs/", "orders/"]);
    expect([...server.subscribers.values()].map(({ hostUri }) => hostUri)).toEqual([
      `https://hooks.example.com/${name}/`,
    ]);
  }
  const { subscriptions } = (await stack.outputs()) as { subscriptions: Record<string, string[]> };
  expect(Object.entries(subscriptions).map(([name, ids]) => [name, ids.sort()])).toEqual([
    ["innsbruck", ["17/4", "17/5"]],
    ["lienz", ["40/4", "40/5"]],
  ]);
  await stack.destroy();
  expect([durst, other].flatMap(active)).toEqual([]);
});
