// Credentials that a resource option injects. The class sees those of a transformation and keeps them secret. It can't see those of a
// transform: the policy refuses them, and doctor reports them.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { stateChecks } from "../../provider/cli/doctor/state-checks.ts";
import { vendorCommands } from "../../provider/cli/vendors.ts";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { ownPolicyPack } from "../helpers/policy-pack.ts";
import { Scene } from "../helpers/scene.ts";

const pack = ownPolicyPack();
const token = "canary-slack-token";
const key = "canary-signing-key-of-40-characters-0123";

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
  return () => scene[Symbol.asyncDispose]();
});

/** A program whose credentials come from a function that a resource option names. */
const program = (option: "transformations" | "transforms") => `
  const pulumi = require("@pulumi/pulumi");
  const { DurstSubscriber, RockitSubscription } = require("pulumi-rockit-durst");
  const injecting = (injected) => ({ ${option}: [({ props, opts }) => ({ props: { ...props, ...injected }, opts })] });
  new RockitSubscription(
    "chat",
    { sender: "mkraw", event: "end", type: "slack", channelId: "C1" },
    injecting({ slackToken: ${JSON.stringify(token)} }),
  );
  new DurstSubscriber(
    "press",
    { hostUri: "https://a.example/", externalAuthType: "JWT_SIGNING" },
    injecting({ jwtSigningInfo: { httpHeaderName: "x-signature", key: ${JSON.stringify(key)} } }),
  );
`;

/** Runs `up` under the policy and returns the output. */
async function upUnderPolicy(fails: boolean): Promise<string> {
  const { project, stack } = scene;
  const file = join(project.folder, "policies.json");
  await writeFile(file, JSON.stringify({ all: "disabled", "no-plaintext-secrets": "mandatory" }));
  const { output } = await stack.pulumi(
    [
      ...["up", "--yes", "--skip-preview", "--suppress-progress", "--stack", stack.name],
      ...["--policy-pack", pack, "--policy-pack-config", file],
    ],
    { fails },
  );
  return output;
}

test("credentials of a transformation are encrypted in the state, and neither the policy nor doctor objects", async () => {
  const { durst, project, stack } = scene;
  await project.writeSource(program("transformations"));
  expectNoSecretsIn(await upUnderPolicy(false), token, key);
  const state = await stack.exportState();
  expectNoSecretsIn(state, token, key);
  expect(stateChecks(vendorCommands, state).map(({ id }) => id)).toEqual(["state.read"]);
  expect(durst.credentialOf(17)).toBe(key);
});

test("credentials of a transform are plaintext: the policy refuses them before anything is created, and doctor reports them", async () => {
  const { project, stack } = scene;
  await project.writeSource(program("transforms"));
  const output = await upUnderPolicy(true);
  // The engine stops at the first of the two.
  expect(output).toMatch(/(slackToken|jwtSigningInfo\.key) is not marked as a secret/);
  expectNoSecretsIn(output, token, key);
  expect(scene.writes()).toEqual([]);
  await stack.up();
  const [, line] = stateChecks(vendorCommands, await stack.exportState());
  expect(line).toMatchObject({ id: "state.secrets" });
  expect(JSON.stringify(line)).toMatch(/chat, press|press, chat/);
});
