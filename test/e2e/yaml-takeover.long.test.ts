// A YAML program takes over a stack of dynamic resources by the schema's aliases of the old types.
import { beforeEach, expect, test } from "vitest";
import { describeVariants } from "../helpers/program-variants.ts";
import { outputOf, type Program, secret } from "../helpers/project.ts";
import { secretsOf, slack, slackToken, subscription, webhook } from "../helpers/rockit-program.ts";
import { Scene } from "../helpers/scene.ts";

const password = "canary-password/+1";
const key = 'canary-"key"/2';
const url = "https://hooks.example/canary-path";

const program: Program = {
  resources: [
    subscription("made", webhook),
    subscription("given", { ...webhook, name: "given", url: secret(url), rotationTrigger: { month: 1 } }),
    subscription("single", { ...webhook, events: undefined, event: "end" }),
    subscription("chat", { ...slack, name: "chat", slackToken: secret(slackToken) }),
    {
      type: "DurstSubscriber",
      name: "press",
      args: {
        hostUri: "https://press.example/",
        externalAuthType: "XAUTH",
        xAuthInfo: { user: "durst", password: secret(password) },
      },
      opts: { protect: true },
    },
    {
      type: "DurstSubscriber",
      name: "archive",
      args: {
        hostUri: "archive.example:443",
        externalAuthType: "JWT_SIGNING",
        jwtSigningInfo: { httpHeaderName: "x-signature", key },
      },
    },
    {
      type: "DurstSubscription",
      name: "jobs",
      args: { subscriberId: outputOf("press"), topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" },
    },
    {
      type: "DurstSubscription",
      name: "all",
      args: { subscriberId: outputOf("archive"), topic: "STATUS/*", status: "INACTIVE" },
    },
  ],
  outputs: secretsOf("made", "given", "single"),
};

let scene: Scene;

/** Ids and decrypted properties by resource, without the reference that only dynamic resources have. */
async function decryptedProperties(): Promise<Record<string, unknown>> {
  const { stdout } = await scene.stack.pulumi(["stack", "export", "--show-secrets", "--stack", "test"], {
    quiet: true,
  });
  const { resources } = JSON.parse(stdout).deployment as {
    resources: {
      urn: string;
      type: string;
      id: string;
      inputs: object;
      outputs: object;
      protect?: boolean;
    }[];
  };
  const own = resources.filter(({ type }) => /^(pulumi-nodejs|rockit-durst):/.test(type));
  const withoutReference = (values: object) => ({ ...values, __provider: undefined });
  return Object.fromEntries(
    own.map(({ urn, id, inputs, outputs, protect }) => [
      urn.split("::").at(-1),
      { id, protect, inputs: withoutReference(inputs), outputs: withoutReference(outputs) },
    ]),
  );
}

await describeVariants(["yaml"], (variant) => {
  beforeEach(async () => {
    scene = await Scene.start();
    scene.forbidSecrets(slackToken, password, key, url);
    return () => scene[Symbol.asyncDispose]();
  });

  test("a dynamic resource becomes a native one without a plan, a request or a lost secret", async () => {
    await scene.up(program);
    const [outputs, before] = [await scene.stack.outputs(), await decryptedProperties()];
    scene.forbidSecrets(...Object.values(outputs).map(String));

    await scene.switchVariant(variant);
    scene.clearRequests();
    await scene.expectNoChanges(program);
    await scene.up(program, "--expect-no-changes");
    expect(scene.writes()).toEqual([]);
    expect(await scene.stack.outputs()).toEqual(outputs);
    expect(await decryptedProperties()).toEqual(before);
    const types = (await scene.stack.resources()).map(({ type }) => type);
    expect(types.filter((type) => !type.startsWith("rockit-durst:"))).toEqual([]);
    await scene.expectSettled(program);
    expect(scene.writes()).toEqual([]);

    const changed: Program = {
      ...program,
      resources: program.resources.map(({ opts: _, ...one }) =>
        one.name === "made" ? subscription("made", { ...webhook, events: ["begin"] }) : one,
      ),
    };
    await scene.up(changed);
    // The dynamic class generated the name: the replacement is still created first.
    expect(scene.rockit.writes().map(({ method }) => method)).toEqual(["POST", "DELETE"]);
    await scene.expectSettled(changed);
    await scene.destroy();
    expect(scene.rockit.subscriptions.size).toBe(0);
    expect(scene.durst.subscribersHoldingAMask()).toEqual([]);
  });
});
