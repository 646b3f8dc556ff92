// A program switches from the dynamic classes to the native ones and back without any planned change.
import { expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { outputOf, type Program, type ProgramVariant, secret } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";
import { expectThinAndEncrypted } from "../helpers/secrecy.ts";

const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example.com" } as const;
const slack = {
  name: "slack",
  sender: "deploy",
  event: "success",
  type: "slack",
  slackToken: secret("xoxb-canary"),
  channelId: "C1",
};
const hostUri = "https://press.example.com/";
const program: Program = {
  resources: [
    { type: "RockitSubscription", name: "made", args: { ...webhook } },
    {
      type: "RockitSubscription",
      name: "named",
      args: { ...webhook, name: "named", url: "https://other.example" },
    },
    { type: "RockitSubscription", name: "slack", args: slack },
    {
      type: "DurstSubscriber",
      name: "xauth",
      args: {
        hostUri,
        externalAuthType: "XAUTH",
        xAuthInfo: { user: "press", password: secret("canary-password") },
      },
    },
    {
      type: "DurstSubscriber",
      name: "jwt",
      args: {
        hostUri,
        externalAuthType: "JWT_SIGNING",
        jwtSigningInfo: { httpHeaderName: "x-sign", key: secret("canary-key") },
      },
    },
    {
      type: "DurstSubscription",
      name: "jobs",
      args: { subscriberId: outputOf("xauth"), topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" },
    },
    {
      type: "RockitEventHub",
      name: "hub",
      args: { url: "https://hub.example.com", senders: { mkraw: ["end"], dltar: ["end", "error"] } },
    },
    {
      type: "DurstCallback",
      name: "callback",
      args: {
        hostUri: "https://callback.example.com/",
        externalAuthType: "XAUTH",
        xAuthInfo: { user: "press", password: "canary-callback" },
        subscriptions: { motifs: { topic: "STATUS/MOTIF/*" } },
      },
    },
  ],
  outputs: {
    secrets: [outputOf("made", "secret"), outputOf("named", "secret"), outputOf("hub", "secrets")],
    name: outputOf("made", "name"),
    id: outputOf("jobs"),
  },
};

/** The tests run many commands, and each takes seconds. */
const timeout = 900_000;
const secrets = ["xoxb-canary", "canary-password", "canary-key", "canary-callback"];
const isTypeOf = (variant: ProgramVariant) => (type: string) =>
  type.startsWith(variant === "native" ? "rockit-durst:" : "pulumi-nodejs:");
const writesTo = ({ rockit, durst }: Scene) => rockit.writes().length + durst.writes().length;

/** Runs the program with the classes of another adapter. Fails if a change is planned, a write is sent or an output changes. */
async function expectUnchangedAfterSwitch(
  variant: ProgramVariant,
  scene: Scene,
  program: Program,
): Promise<void> {
  const [outputs, writes] = [await scene.stack.outputs(), writesTo(scene)];
  await scene.switchVariant(variant);
  const preview = await scene.preview(program);
  expect(preview).toMatch(/Resources:\n +13 unchanged/);
  // Such as a warning about where the plugin was found.
  expect(preview).not.toContain("warning");
  await scene.up(program, "--expect-no-changes");
  expect(await scene.stack.outputs()).toEqual(outputs);
  const { output } = await scene.refresh();
  expect(output).toMatch(/Resources:\n +13 unchanged/);
  expect(writesTo(scene)).toBe(writes);
  const exported = await scene.stack.exportState();
  expectNoSecretsIn(exported, ...secrets, ...signingSecrets(outputs));
  expect(exported).not.toContain('"aliases"');
  const types = (await scene.stack.resources()).map(({ type }) => type);
  expect(types).toHaveLength(10);
  expect(types.filter(isTypeOf(variant))).toEqual(types);
}

/** The program with another hostUri of the subscriber `jwt`, which is updated in place. */
const withHostUri = (program: Program, hostUri: string): Program => ({
  ...program,
  resources: program.resources.map((one) =>
    one.name === "jwt" ? { ...one, args: { ...one.args, hostUri } } : one,
  ),
});

/** The program with another name for one resource, and an alias of the old name. */
const withNewName = (program: Program, from: string, to: string): Program =>
  JSON.parse(
    JSON.stringify({
      ...program,
      resources: program.resources.map((one) =>
        one.name === from ? { ...one, name: to, opts: { aliases: [{ name: from }] } } : one,
      ),
    }).replaceAll(`"$of":"${from}"`, `"$of":"${to}"`),
  );

const signingSecrets = (outputs: Record<string, unknown>): string[] => {
  const [made, named, hub] = outputs["secrets"] as [string, string, Record<string, string>];
  return [made, named, ...Object.values(hub)];
};

test("switching from dynamic to native classes and back plans no change and loses no secret", {
  timeout,
}, async () => {
  await using scene = await Scene.start();
  scene.forbidSecrets(...secrets);
  await scene.up(program);
  await expectUnchangedAfterSwitch("native", scene, program);

  // The plugin updates formerly dynamic resources in place, and dynamic classes can still take over again.
  const changed = withHostUri(program, "https://elsewhere.example.com/");
  await scene.up(changed);
  await expectUnchangedAfterSwitch("dynamic", scene, changed);

  // A new name in the program and the other classes in one change.
  await expectUnchangedAfterSwitch("native", scene, withNewName(changed, "named", "anew"));
  await scene.destroy();
  expect(scene.rockit.subscriptions.size).toBe(0);
});

test("dynamic classes take over native resources, and can update and delete the objects", {
  timeout,
}, async () => {
  await using scene = await Scene.start({ variant: "native" });
  scene.forbidSecrets(...secrets);
  const first = await scene.preview(program);
  const credentialLines = first.match(/^ +(slackToken|password|key) *: .*$/gm) ?? [];
  expect(credentialLines).toHaveLength(4);
  expect(credentialLines.filter((line) => !line.endsWith("[secret]"))).toEqual([]);
  await scene.up(program);
  for (const resource of await scene.stack.resources("rockit-durst:rockit:Subscription"))
    expectThinAndEncrypted(resource, ["secret"]);

  const changed = withHostUri(program, "https://elsewhere.example.com/");
  await scene.up(changed);
  await expectUnchangedAfterSwitch("dynamic", scene, changed);

  await scene.up(program);
  await scene.destroy();
  expect(scene.rockit.subscriptions.size).toBe(0);
});
