// Every example runs unchanged, and each preview and update complies with the policy pack. `pulumi up` in the repository's root
// runs the quickstart. `pulumi destroy` takes no policies.
import { afterAll, beforeEach, expect, inject, test } from "vitest";
import { createExampleStack } from "../helpers/example-stack.ts";
import { Fleet } from "../helpers/fleet.ts";
import { ownPolicyPack } from "../helpers/policy-pack.ts";
import { activeSubscriptionsOf, startServers } from "../helpers/servers.ts";
import type { Stack } from "../helpers/stack.ts";
import { type DurstSimulator, type RockitSimulator, startDurst } from "../simulators/index.ts";

const engine = inject("engine");
const pack = ownPolicyPack();
const key = "qC8!vT2#mZ7@xL4$wN9%rB6^kJ3&hD1*";
const otherKey = "Vb7^nQ3@kT9!yR5#cW1&zM8$xP4*gL6%";
let rockit: RockitSimulator;
let durst: DurstSimulator;

beforeEach(async () => {
  ({ rockit, durst } = await startServers());
});

const startExample = (folder: string, name = "example") =>
  createExampleStack(folder, name, { rockit, durst });

let steps = 0;
afterAll(() => console.log(`examples under the pack: ${steps} steps, 0 violations`));

/** Runs `up` under the policy pack. Fails if a policy reports anything. */
async function upWithoutViolations(stack: Stack): Promise<string> {
  const { output } = await stack.up("--policy-pack", pack);
  expect(output).toMatch(/^Policies:\n +✅ pulumi-rockit-durst@v[\d.]+ \(local: .+\)\n(?! +- )/m);
  steps += 1;
  return output;
}

test.each([
  ["examples/quickstart", "example"],
  [".", "root"],
])("the quickstart, in %s", async (folder, name) => {
  await using stack = await startExample(folder, name);
  await stack.configure({ slackToken: "xoxb-1", durstKey: key }, { secret: true });
  await upWithoutViolations(stack);
  expect([...rockit.subscriptions.keys()].sort()).toEqual(["quickstart-builds", "quickstart-deployments"]);
  expect(
    activeSubscriptionsOf(durst)
      .map(({ topic }) => topic)
      .sort(),
  ).toEqual(["STATUS/PRINT_ORDER/*", "STATUS/PRODUCTION_JOB/*"]);
  await stack.configure({ durstKey: otherKey }, { secret: true });
  await upWithoutViolations(stack);
  expect(durst.credentialOf([...durst.subscribers.keys()][0] ?? 0)).toBe(otherKey);
  await stack.expectNoChanges();
  await stack.destroy();
  expect(rockit.subscriptions.size + activeSubscriptionsOf(durst).length).toBe(0);
});

test("rockit-hub, with a rotation of its secrets", async () => {
  await using stack = await startExample("examples/rockit-hub");
  await upWithoutViolations(stack);
  const names = [...rockit.subscriptions.keys()].sort();
  expect(names).toEqual([
    expect.stringMatching(/^hub-deploy-[0-9a-f]{7}$/),
    expect.stringMatching(/^hub-mkraw-[0-9a-f]{7}$/),
  ]);
  const [deploy = "", mkraw = ""] = names;
  const first = { buildSecret: rockit.secretOf(mkraw), deploymentSecret: rockit.secretOf(deploy) };
  expect(await stack.outputs()).toEqual(first);

  await stack.configure({ rotation: "2027-Q1" });
  const output = await upWithoutViolations(stack);
  expect(output).toMatch(
    /changing rotationTrigger replaces the subscription and issues a new signing secret/,
  );
  expect(rockit.subscriptions.size).toBe(2);
  expect(await stack.outputs()).not.toEqual(first);
  await stack.expectNoChanges();
  await stack.destroy();
  expect(rockit.subscriptions.size).toBe(0);
});

test("durst-sites, with two sites", async () => {
  await using other = await startDurst({ username: "someone", password: "else", firstSubscriberId: 40 });
  const servers = { innsbruck: durst, lienz: other };
  await using stack = await startExample("examples/durst-sites");
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
  await upWithoutViolations(stack);
  for (const [name, server] of Object.entries(servers)) {
    expect(
      activeSubscriptionsOf(server)
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
  await stack.configure({ callbackKey: otherKey }, { secret: true });
  await upWithoutViolations(stack);
  await stack.configure({ sites: JSON.stringify(sites.slice(0, 1)) });
  await upWithoutViolations(stack);
  expect([durst, other].map((server) => activeSubscriptionsOf(server).length)).toEqual([2, 0]);
  await stack.destroy();
  expect([durst, other].flatMap(activeSubscriptionsOf)).toEqual([]);
});

test("rockit-receiver, with the old and the new subscription side by side in a rotation", async () => {
  await using stack = await startExample("examples/rockit-receiver");
  await upWithoutViolations(stack);
  await stack.configure({ versions: "2026-11 2026-12" });
  await upWithoutViolations(stack);
  expect(rockit.subscriptions.size).toBe(2);
  await stack.configure({ versions: "2026-12" });
  await upWithoutViolations(stack);
  expect([...rockit.subscriptions.keys()]).toEqual([expect.stringMatching(/^builds-2026-12-/)]);
  await stack.destroy();
});

test("durst-receiver, with a rotation of its key", async () => {
  await using stack = await startExample("examples/durst-receiver");
  for (const keys of [key, `${key} ${otherKey}`, `${otherKey} ${key}`, otherKey]) {
    await stack.configure({ keys }, { secret: true });
    await upWithoutViolations(stack);
    expect(durst.credentialOf([...durst.subscribers.keys()][0] ?? 0)).toBe(keys.split(" ")[0]);
  }
  await stack.destroy();
});

test("durst-fleet, each site, with a rotation of a key", async () => {
  await using fleet = await Fleet.start(["at-innsbruck", "at-lienz"], engine);
  Object.assign(fleet.environment, {
    DURST_CALLBACK_KEY_AT_INNSBRUCK: key,
    DURST_CALLBACK_KEY_AT_LIENZ: key,
  });
  const runWithoutViolations = async (command: "preview" | "up") => {
    const { report, stderr } = await fleet.json(command, "--policy-pack", pack);
    expect(report.sites.map(({ result, reason }) => ({ result, reason }))).toEqual([
      { result: "ok" },
      { result: "ok" },
    ]);
    steps += report.sites.length;
    return stderr;
  };
  await runWithoutViolations("preview");
  await runWithoutViolations("up");
  fleet.environment["DURST_CALLBACK_KEY_AT_LIENZ"] = otherKey;
  await runWithoutViolations("up");
  expect(
    fleet.server("at-lienz").credentialOf([...fleet.server("at-lienz").subscribers.keys()][0] ?? 0),
  ).toBe(otherKey);
  // A violated policy stops the site.
  fleet.environment["DURST_CALLBACK_KEY_AT_LIENZ"] = "weak";
  const { report } = await fleet.json("up", "--policy-pack", pack);
  expect(report.sites.map(({ result }) => result)).toEqual(["ok", "failed"]);
});
