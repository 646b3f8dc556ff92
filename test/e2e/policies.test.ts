// On the real engine each policy reports a violation, none reports a correct stack, and remediation repairs values.
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { policies } from "../../packages/policy/src/index.ts";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { ownPolicyPack } from "../helpers/policy-pack.ts";
import { outputOf, type Program, unsecret } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";
import { expectThinAndEncrypted } from "../helpers/secrecy.ts";

const pack = ownPolicyPack();
const canaries = ["canary-user-info", "canary-parameter", "canary1"];
/** Parameters without which a policy does not apply. */
const parameters = {
  "rockit-webhook-allowed-hosts": { hosts: ["hooks.example.com"] },
  "rockit-slack-channels": { channels: ["C1"] },
  "durst-callback-allowed-hosts": { hosts: ["hooks.example.com"] },
};

let scene: Scene;
let folder: string;
let printed: string[];

beforeEach(async () => {
  scene = await Scene.start({ name: "prod" });
  folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-policies-")));
  printed = [];
  return async () => {
    await scene[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
});

/** Runs `pulumi … --policy-pack` with a configuration of the policies. Returns the output. */
async function runUnderPolicies(
  config: object,
  args: readonly string[],
  { fails = false } = {},
): Promise<string> {
  const file = join(folder, "policies.json");
  await writeFile(file, JSON.stringify(config));
  const unattended = args[0] === "up" ? ["--yes", "--skip-preview"] : [];
  const { output } = await scene.stack.pulumi(
    [
      ...args,
      ...unattended,
      "--suppress-progress",
      "--stack",
      scene.stack.name,
      "--policy-pack",
      pack,
      "--policy-pack-config",
      file,
    ],
    { fails },
  );
  printed.push(output);
  return output;
}

/** Names of the policies that reported a violation, at one level or at any. */
function firedPolicies(output: string, level?: string): string[] {
  const reports = output.split(/^ +- (?=\[)/m).slice(1);
  const names = reports.flatMap((report) => {
    const [, at, name = ""] = /^\[(\w+)\](?: \[severity: \w+\])? {2}(\S+) {2}\(/.exec(report) ?? [];
    const found = at !== undefined && at !== "remediate" && !/can't run (policy|remediation)/.test(report);
    return found && (level === undefined || at === level) ? [name] : [];
  });
  return [...new Set(names)].sort();
}

const webhook = (name: string, args: object): Program["resources"][number] => ({
  type: "RockitSubscription",
  name,
  args: { sender: "mkraw", event: "end", type: "webhook", ...args },
});

const violatingProgram: Program = {
  resources: [
    webhook("hook", {
      name: "Not As Agreed",
      url: "http://me:canary-user-info@hooks.other.example/a?token=canary-parameter",
    }),
    webhook("twin", { url: "http://me:canary-user-info@hooks.other.example/a?token=canary-parameter" }),
    webhook("metadata", { url: "https://169.254.169.254/latest" }),
    {
      type: "RockitSubscription",
      name: "slack",
      args: {
        sender: "deploy",
        event: "success",
        type: "slack",
        slackToken: "xoxb-canary1",
        channelId: "C2",
      },
    },
    {
      type: "DurstSubscriber",
      name: "open",
      args: { hostUri: "http://press.other.example/", externalAuthType: "NONE" },
    },
    {
      type: "DurstSubscriber",
      name: "weak",
      args: {
        hostUri: "https://hooks.example.com/",
        externalAuthType: "XAUTH",
        xAuthInfo: { user: "press", password: "canary1" },
      },
    },
    {
      type: "DurstSubscription",
      name: "paused",
      args: { subscriberId: outputOf("weak"), topic: "STATUS/ARTICLE/*", status: "INACTIVE" },
    },
    {
      type: "DurstSubscription",
      name: "all",
      args: { subscriberId: outputOf("weak"), topic: "STATUS/*", path: "all" },
    },
    ...["motifs", "again"].map((name) => ({
      type: "DurstSubscription" as const,
      name,
      args: { subscriberId: outputOf("weak"), topic: "STATUS/MOTIF/*" },
    })),
    {
      type: "Provider",
      name: "plain",
      args: {
        durst: {
          endpoint: "http://durst.other.example",
          allowInsecureHttp: true,
          username: "operator",
          password: "canary1",
        },
      },
    },
  ],
  outputs: { shown: unsecret(outputOf("metadata", "secret")) },
};

const compliantProgram: Program = {
  resources: [
    {
      ...webhook("builds", {
        name: "builds",
        event: undefined,
        events: ["end", "error", "exception"],
        url: "https://hooks.example.com/a",
      }),
      opts: { protect: true },
    },
    {
      type: "DurstSubscriber",
      name: "press",
      args: {
        hostUri: "https://hooks.example.com/",
        externalAuthType: "JWT_SIGNING",
        jwtSigningInfo: { httpHeaderName: "x-signature", key: "qC8!vT2#mZ7@xL4$wN9%rB6^kJ3&hD1*" },
      },
      opts: { protect: true },
    },
    {
      type: "DurstSubscription",
      name: "jobs",
      args: { subscriberId: outputOf("press"), topic: "STATUS/PRODUCTION_JOB/*" },
      opts: { protect: true },
    },
  ],
  outputs: { secret: outputOf("builds", "secret") },
};

test("each policy fires on the engine", async () => {
  await scene.project.write(violatingProgram);
  const refused = await runUnderPolicies(parameters, ["preview"], { fails: true });
  const sortedNamesOf = (named: readonly { readonly name: string }[]) => named.map(({ name }) => name).sort();
  const previewPolicies = policies.filter(({ docs }) => docs.waits === undefined);
  const mandatory = previewPolicies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  expect(firedPolicies(refused, "mandatory")).toEqual(sortedNamesOf(mandatory));
  expect(firedPolicies(refused)).toEqual(sortedNamesOf(previewPolicies));

  const lenient = { all: "advisory", ...parameters };
  const up = await runUnderPolicies(lenient, ["up"]);
  // No secret is old yet, so the state gets an older date.
  const state = JSON.parse(await scene.stack.exportState());
  for (const { outputs } of state.deployment.resources)
    if (outputs?.secretIssuedAt) outputs.secretIssuedAt = "2020-01-01T00:00:00.000Z";
  const file = join(folder, "state.json");
  await writeFile(file, JSON.stringify(state));
  await scene.stack.pulumi(["stack", "import", "--stack", scene.stack.name, "--file", file]);
  const later = await runUnderPolicies(lenient, ["preview"]);

  const all = [...new Set([...firedPolicies(up, "advisory"), ...firedPolicies(later, "advisory")])].sort();
  console.log(
    `policies: fired on the engine, ${all.length} of ${policies.length}; in a preview of new resources ${previewPolicies.length}`,
  );
  expect(all).toEqual(sortedNamesOf(policies));
  const secrets = ["hook", "twin", "metadata", "slack"].map((name) => {
    const { id = "" } = state.deployment.resources.find(({ urn }: { urn: string }) =>
      urn.endsWith(`::${name}`),
    );
    return scene.rockit.secretOf(id);
  });
  // The program itself prints one secret as plaintext, in the output `shown`.
  expectNoSecretsIn(printed.join("\n").replaceAll(/^ +shown *:.*$/gm, ""), ...canaries, ...secrets);
});

test("no policy fires on a correct stack", async () => {
  await scene.project.write(compliantProgram);
  const configured = { ...parameters, "rockit-subscription-names": { explicit: true } };
  const first = await runUnderPolicies(configured, ["preview"]);
  expect(firedPolicies(first)).toEqual([]);
  expect(first.match(/can't run policy '[^']+'/g)).toEqual(["can't run policy 'no-plaintext-secrets'"]);
  for (const args of [["up"], ["preview", "--expect-no-changes"]]) {
    expect(await runUnderPolicies(configured, args)).toMatch(
      /^Policies:\n +✅ pulumi-rockit-durst@v[\d.]+ \(local: .+\)\n\n/m,
    );
  }
});

test("each policy reports violations of native resources and providers like those of dynamic ones", async () => {
  await scene.project.switchVariant("native");
  await scene.project.write(violatingProgram);
  const refused = await runUnderPolicies(parameters, ["preview"], { fails: true });
  const previewPolicies = policies.filter(({ docs }) => docs.waits === undefined);
  expect(firedPolicies(refused)).toEqual(previewPolicies.map(({ name }) => name).sort());

  // The plugin marks a generated name, so that the policy can report it.
  const unnamed = { ...compliantProgram, resources: compliantProgram.resources.map(withoutName) };
  await scene.project.write(unnamed);
  const explicit = { ...parameters, "rockit-subscription-names": { explicit: true } };
  expect(firedPolicies(await runUnderPolicies(explicit, ["preview"]))).toEqual(["rockit-subscription-names"]);
  const up = await runUnderPolicies(parameters, ["up"]);
  expect(firedPolicies(up)).toEqual([]);
  expectNoSecretsIn(printed.join("\n"), ...canaries);
});

const withoutName = (resource: Program["resources"][number]): Program["resources"][number] => {
  const { name: _, ...args } = (resource.args ?? {}) as { readonly name?: string };
  return { ...resource, args };
};

test("remediation repairs values and keeps them secret", async () => {
  const url = "http://hooks.example.com/canary-parameter";
  await scene.project.write({
    resources: [
      webhook("builds", { name: "builds", url: { $secret: url } }),
      {
        type: "DurstSubscriber",
        name: "press",
        args: {
          hostUri: "http://hooks.example.com/",
          externalAuthType: "XAUTH",
          xAuthInfo: { user: "press", password: "canary1" },
        },
      },
      {
        type: "DurstSubscription",
        name: "jobs",
        args: { subscriberId: outputOf("press"), topic: "STATUS/MOTIF/*", status: "INACTIVE" },
      },
    ],
  });
  const remediated = ["rockit-webhook-https", "durst-callback-https", "durst-subscription-active"];
  const config = { all: "disabled", ...Object.fromEntries(remediated.map((name) => [name, "remediate"])) };
  const output = await runUnderPolicies(config, ["up"]);
  expect(remediated.filter((name) => !output.includes(`- [remediate]  ${name}`))).toEqual([]);
  expect(scene.rockit.subscriptions.get("builds")?.url).toBe(url.replace("http:", "https:"));
  const [subscriber] = scene.durst.subscribers.values();
  expect(subscriber?.hostUri).toBe("https://hooks.example.com/");
  expect(scene.durst.credentialOf(subscriber?.id ?? 0)).toBe("canary1");
  expect([...scene.durst.subscriptions(subscriber?.id ?? 0).values()].map(({ status }) => status)).toEqual([
    "ACTIVE",
  ]);
  for (const resource of await scene.stack.resources("pulumi-nodejs:dynamic/rockit:Subscription"))
    expectThinAndEncrypted(resource, ["secret", "url"]);
  for (const resource of await scene.stack.resources("pulumi-nodejs:dynamic/durst:Subscriber"))
    expectThinAndEncrypted(resource, ["xAuthInfo.password"]);
  expectNoSecretsIn(printed.join("\n"), ...canaries);
});
