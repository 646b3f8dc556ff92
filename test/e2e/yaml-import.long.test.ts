// `pulumi import` and the option `import` on the native plugin. The generated code plans no change.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { describeVariants } from "../helpers/program-variants.ts";
import { outputOf, type Program } from "../helpers/project.ts";
import { slackToken } from "../helpers/rockit-program.ts";
import { Scene } from "../helpers/scene.ts";

const rockitType = "rockit-durst:rockit:Subscription";
const subscriberType = "rockit-durst:durst:Subscriber";
const subscriptionType = "rockit-durst:durst:Subscription";
const password = "canary-password/+1";
const key = 'canary-"key"/2';

let scene: Scene;

/** A resource of a YAML program. */
type YamlResource = { properties: Record<string, unknown>; options?: object };

/** Runs `pulumi import` and returns the generated code. */
async function importResource(
  type: string,
  name: string,
  id: string,
  args: string[] = [],
): Promise<{ code: Record<string, YamlResource>; output: string }> {
  const file = join(scene.stack.folder, `${name}.yaml`);
  const { output } = await scene.stack.pulumi(importArgs(type, name, id, "--out", file, ...args));
  return { code: parse(await readFile(file, "utf8")).resources, output };
}

const importArgs = (type: string, name: string, id: string, ...args: string[]) => [
  ...["import", type, name, id, "--yes", "--skip-preview", "--suppress-progress", "--protect=false"],
  ...["--stack", scene.stack.name, ...args],
];

const programOf = (resources: object): Program => ({ resources: [], yaml: { resources } });

await describeVariants(["yaml"], (variant) => {
  beforeEach(async () => {
    scene = await Scene.start({ variant });
    scene.forbidSecrets(slackToken, password, key);
    return () => scene[Symbol.asyncDispose]();
  });

  test("all three types are imported by id with complete code that plans no change", async () => {
    const { rockit, durst } = scene;
    rockit.add({
      name: "builds/1",
      sender: "mkraw",
      events: ["end", "error"],
      type: "webhook",
      url: "https://hooks.example/a",
    });
    const subscriber = durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
    const job = durst.addSubscription(subscriber, {
      topic: "STATUS/MOTIF/*",
      path: "motifs",
      status: "ACTIVE",
    });
    const { code: builds } = await importResource(rockitType, "builds", "builds/1");
    const { code: press } = await importResource(subscriberType, "press", `0${subscriber}`);
    const { code: motifs } = await importResource(subscriptionType, "motifs", `${subscriber}/${job}`);
    expect({ ...builds, ...press, ...motifs }).toEqual({
      builds: {
        type: rockitType,
        properties: {
          name: "builds/1",
          sender: "mkraw",
          events: ["end", "error"],
          type: "webhook",
          url: "https://hooks.example/a",
        },
      },
      press: {
        type: subscriberType,
        properties: { hostUri: "https://press.example/", externalAuthType: "NONE" },
      },
      motifs: {
        type: subscriptionType,
        properties: { subscriberId: subscriber, topic: "STATUS/MOTIF/*", path: "motifs/", status: "ACTIVE" },
      },
    });
    const program = programOf({ ...builds, ...press, ...motifs });
    await scene.expectSettled(program);
    expect(scene.writes()).toEqual([]);
    expect((await scene.stack.resources()).map(({ id }) => id).sort()).toEqual(["17", "17/4", "builds/1"]);
    await scene.destroy();
    expect(rockit.subscriptions.size).toBe(0);
    expect(durst.subscriptions(subscriber).get(job)?.status).toBe("INACTIVE");
  });

  test("an unknown or malformed id fails in one line", async () => {
    scene.durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
    const importFailure = async (type: string, id: string) =>
      (await scene.stack.pulumi(importArgs(type, "one", id), { fails: true })).output;
    expect(await importFailure(rockitType, "nowhere")).toContain("resource 'nowhere' does not exist");
    expect(await importFailure(subscriptionType, "17/99")).toContain("resource '17/99' does not exist");
    expect(await importFailure(subscriberType, "press")).toContain("a number such as 17");
    expect(scene.writes()).toEqual([]);
  });

  test("generated code has no write-only secrets; declaring a Slack token sends no request, and declaring a password or a key sends one", async () => {
    const { rockit, durst } = scene;
    rockit.add({ name: "chat", sender: "deploy", event: "end", type: "slack", slackToken, channelId: "C1" });
    const hostUri = "https://press.example/";
    const xauth = durst.addSubscriber({
      hostUri,
      externalAuthType: "XAUTH",
      xAuthInfo: { user: "durst", password: "theirs" },
    });
    const signing = durst.addSubscriber({
      hostUri,
      externalAuthType: "JWT_SIGNING",
      jwtSigningInfo: { httpHeaderName: "x-signature", method: "HS256", key: "theirs" },
    });
    const chat = await importResource(rockitType, "chat", "chat");
    const press = await importResource(subscriberType, "press", `${xauth}`);
    const archive = await importResource(subscriberType, "archive", `${signing}`);
    for (const [{ output }, says] of [
      [chat, "'chat' has a problem: slackToken is required for type slack"],
      [press, "'press' has a problem: xAuthInfo.password is required"],
      [archive, "'archive' has a problem: jwtSigningInfo.key is required"],
    ] as const)
      expect(output).toContain(says);
    expect(chat.code["chat"]?.properties).not.toHaveProperty("slackToken");
    expect(press.code["press"]?.properties["xAuthInfo"]).toEqual({ user: "durst", password: "" });
    expect(archive.code["archive"]?.properties["jwtSigningInfo"]).toMatchObject({ key: "" });
    expect(scene.writes()).toEqual([]);
    const withSecret = ({ code }: typeof chat, name: string, properties: object) => ({
      [name]: { ...code[name], properties: { ...code[name]?.properties, ...properties } },
    });
    const program = programOf({
      ...withSecret(chat, "chat", { slackToken: { "fn::secret": slackToken } }),
      ...withSecret(press, "press", { xAuthInfo: { user: "durst", password: { "fn::secret": password } } }),
      ...withSecret(archive, "archive", {
        jwtSigningInfo: { httpHeaderName: "x-signature", key: { "fn::secret": key } },
      }),
    });
    await scene.up(program);
    expect(scene.writes().sort()).toEqual([
      `PUT /api/v1/subscribers/${xauth}`,
      `PUT /api/v1/subscribers/${signing}`,
    ]);
    expect([xauth, signing].map((id) => durst.credentialOf(id))).toEqual([password, key]);
    await scene.expectSettled(program);
  });

  test("the option import adopts an object and updates it in the same run, but refuses a replacement", async () => {
    const { rockit, durst } = scene;
    rockit.add({
      name: "builds",
      sender: "mkraw",
      event: "end",
      type: "webhook",
      url: "https://hooks.example/a",
    });
    const subscriber = durst.addSubscriber({ hostUri: "https://before.example/", externalAuthType: "NONE" });
    const job = durst.addSubscription(subscriber, {
      topic: "STATUS/MOTIF/*",
      path: "before",
      status: "ACTIVE",
    });
    const program = (url: string): Program => ({
      resources: [
        {
          type: "RockitSubscription",
          name: "builds",
          args: { name: "builds", sender: "mkraw", event: "end", type: "webhook", url },
          opts: { import: "builds" },
        },
        {
          type: "DurstSubscriber",
          name: "press",
          args: {
            hostUri: "https://press.example/",
            externalAuthType: "XAUTH",
            xAuthInfo: { user: "durst", password },
          },
          opts: { import: `${subscriber}` },
        },
        {
          type: "DurstSubscription",
          name: "motifs",
          args: { subscriberId: outputOf("press"), topic: "STATUS/MOTIF/*", path: "motifs" },
          opts: { import: `${subscriber}/${job}` },
        },
      ],
    });
    const refused = await scene.upFailure(program("https://hooks.example/b"));
    expect(refused).toContain("previously-imported resources that still specify an ID may not be replaced");
    await scene.up(program("https://hooks.example/a"));
    expect(rockit.writes()).toEqual([]);
    expect(durst.writes().map(({ method }) => method)).toEqual(["PUT", "PUT"]);
    expect(durst.credentialOf(subscriber)).toBe(password);
    expect([...durst.subscriptions(subscriber).values()].map(({ path }) => path)).toEqual(["motifs/"]);
    await scene.expectSettled(program("https://hooks.example/a"));
  });
});
