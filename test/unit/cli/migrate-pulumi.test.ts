import { describe, expect, test } from "vitest";
import { configCommand, exportCommand, fakePulumi } from "./command.ts";
import { canaries, MigrateScene, press } from "./migrate-scenes.ts";
import { exportOf, markedSecret } from "./states.ts";

const serializedClosure = "exports.handler = __f0; /* a closure of some kilobytes */";
const genericType = "pulumi-nodejs:dynamic:Resource";
const urnOf = (name: string, type = genericType) => `urn:pulumi:old::shop::${type}::${name}`;

/** A resource of a hand-written provider. Its outputs are its inputs and more. */
const oldResource = (name: string, id: string, inputs: object, outputs: object = {}, more: object = {}) => {
  const { type = genericType, ...others } = more as { type?: string };
  return {
    urn: urnOf(name, type),
    custom: true,
    type,
    id,
    inputs: { __provider: serializedClosure, ...inputs },
    outputs: { __provider: serializedClosure, ...inputs, ...outputs },
    ...others,
  };
};

const builds = {
  name: "builds",
  sender: "mkraw",
  events: ["error", "end"],
  type: "webhook",
  url: "https://hooks.example/a",
};
const chat = {
  name: "chat",
  sender: "deploy",
  event: "success",
  type: "slack",
  slackToken: markedSecret(canaries.slackToken),
  channelId: "C0123456789",
};
const deploys = {
  name: "deploys",
  sender: "deploy",
  event: "end",
  type: "webhook",
  url: "https://hooks.example/deploys",
};
const jobs = { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" };
const { xAuthInfo, ...host } = press;
const subscriber = {
  ...host,
  xAuthInfo: { user: xAuthInfo.user, password: markedSecret(xAuthInfo.password) },
};

const oldResources = [
  { urn: "urn:pulumi:old::shop::pulumi:pulumi:Stack::shop-old", type: "pulumi:pulumi:Stack", custom: false },
  {
    urn: "urn:pulumi:old::shop::pulumi:providers:pulumi-nodejs::default",
    type: "pulumi:providers:pulumi-nodejs",
    custom: true,
    id: "1",
  },
  oldResource(
    "image-builds",
    "0d3c7b1e-a-made-up-id",
    builds,
    { secret: markedSecret(canaries.signing) },
    { protect: true },
  ),
  oldResource("chat", "chat", { request: chat }, {}, { type: "pulumi-nodejs:dynamic/hooks:Subscription" }),
  oldResource("deploys", "deploys", { body: JSON.stringify(deploys) }),
  oldResource("press", "17", subscriber, {
    xAuthInfo: { user: "operator", password: "FbSSYRbd9QpUBtyvVOr52A==" },
  }),
  oldResource("jobs", "17:4", jobs, {}, { dependencies: [urnOf("press")] }),
];

const stateOf = (resources: readonly object[]) => exportOf({ pending: [], resources: resources as never });

/** Runs `migrate pulumi` with an export in a file. */
async function migratePulumi(scene: MigrateScene, resources: readonly object[], ...args: string[]) {
  const file = await scene.write("export.json", stateOf(resources));
  return scene.migrate(["pulumi", "--state", file, "--without-secrets", ...args]);
}

describe("migrate pulumi", { timeout: 60_000 }, () => {
  test("adopts objects of hand-written providers in any layout, under their old names", async () => {
    const scene = await MigrateScene.start();
    const { exitCode, stdout, stderr } = await migratePulumi(scene, oldResources);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).not.toMatch(/Skipped:|Differs from the old state|No longer on the server|Without an id/);
    const removed = ["jobs", "press", "deploys"].map((name) => `--stack old ${urnOf(name)}`);
    expect(stdout.split("\n").slice(-10)).toEqual([
      "pulumi import --file import.json --yes --protect=false --generate-code=false",
      "Then remove the old resources from their state. Run this in the old project's folder; it changes no server:",
      ...removed.map((which) => `pulumi state delete --yes ${which}`),
      `pulumi state delete --yes --stack old ${urnOf("chat", "pulumi-nodejs:dynamic/hooks:Subscription")}`,
      `pulumi state delete --yes --force --stack old ${urnOf("image-builds")}`,
      "Remove the old resources from the old program before its next full `pulumi up`, which would create them again; until then run neither `up` nor `destroy` there.",
      "Now nothing is left to change. Check it with:",
      "pulumi preview --expect-no-changes",
    ]);
    const imported = await scene.importedObjects();
    expect(Object.keys(imported).sort()).toEqual([
      "durst:Subscriber press",
      "durst:Subscription jobs",
      "rockit:Subscription chat",
      "rockit:Subscription deploys",
      "rockit:Subscription image-builds",
    ]);
    expect(imported["rockit:Subscription image-builds"]).toMatchObject({
      id: "builds",
      outputs: { events: ["end", "error"], secret: `secret: ${canaries.signing}` },
    });
    expect(imported["rockit:Subscription chat"]?.inputs).toMatchObject({
      slackToken: "secret: canary-slack-token",
    });
    expect(imported["durst:Subscriber press"]?.inputs).toMatchObject({
      xAuthInfo: { user: "operator", password: "secret: canary-callback-password" },
    });
    expect(imported["durst:Subscription jobs"]?.id).toBe("17/4");
  });

  test("reads a stack, and imports into the same stack or another stack", async () => {
    const scene = await MigrateScene.start();
    const PATH = await fakePulumi({
      [exportCommand("old")]: stateOf(oldResources),
      [configCommand("old")]: "{}",
      [configCommand("new")]: "{}",
      [exportCommand("new")]: stateOf([]),
    });
    const same = await scene.migrate(["pulumi", "--stack", "old", "--without-secrets"], { PATH });
    expect(same).toMatchObject({ exitCode: 0, stderr: "" });
    expect(same.stdout).toContain("--generate-code=false --stack old\n");
    expect(same.stdout.split("\n").at(-1)).toBe("pulumi preview --expect-no-changes --stack old");
    const other = await scene.migrate(
      ["pulumi", "--stack", "old", "--into", "new", "--without-secrets", "--force"],
      { PATH },
    );
    expect(other.stdout).toContain("--generate-code=false --stack new\n");
    expect(other.stdout).toMatch(/^pulumi state delete --yes --force --stack old urn:/m);
  });

  test("changes the name if the stack already has a resource of that type and name", async () => {
    const scene = await MigrateScene.start();
    const type = "pulumi-nodejs:dynamic/rockit:Subscription";
    const resources = [oldResource("builds", "builds", builds, {}, { type })];
    const PATH = await fakePulumi({
      [exportCommand("old")]: stateOf(resources),
      [exportCommand("new")]: stateOf([]),
    });
    const namesIn = async (stack: string, ...args: string[]) => {
      const file = await scene.write("export.json", stateOf(resources));
      const all = [
        "pulumi",
        "--state",
        file,
        "--without-secrets",
        "--offline",
        "--force",
        "--into",
        stack,
        ...args,
      ];
      expect(await scene.migrate(all, { PATH })).toMatchObject({ exitCode: 0 });
      return Object.keys(await scene.importedObjects());
    };
    expect(await namesIn("new")).toEqual(["rockit:Subscription builds"]);
    expect(await namesIn("old")).toEqual(["rockit:Subscription builds-2"]);
    expect(await namesIn("old", "--name", "rockit:builds=images")).toEqual(["rockit:Subscription images"]);
  });

  test("excludes objects that the new stack already owns, and removes them from the old state", async () => {
    const scene = await MigrateScene.start();
    const owned = {
      ...oldResource("mine", "builds", builds, {}, { type: "pulumi-nodejs:dynamic/rockit:Subscription" }),
      urn: "urn:pulumi:new::shop::pulumi-nodejs:dynamic/rockit:Subscription::mine",
    };
    const PATH = await fakePulumi({
      [exportCommand("new")]: stateOf([owned]),
      [configCommand("new")]: "{}",
    });
    const run = async (resources: readonly object[]) => {
      const file = await scene.write("export.json", stateOf(resources));
      return scene.migrate(["pulumi", "--state", file, "--without-secrets", "--into", "new", "--force"], {
        PATH,
      });
    };
    const { exitCode, stdout } = await run(oldResources);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "Left out 1 object that the stack, or a stack of --exclude-managed, manages already.",
    );
    expect(Object.keys(await scene.importedObjects())).not.toContain("rockit:Subscription image-builds");
    expect(stdout).toMatch(/^pulumi state delete .*::image-builds$/m);
    const again = await run([oldResources[2] as object]);
    expect(again.stdout).toMatch(
      /^Nothing to import\.\n\nLeft out 1 object .*\n\nThen .*\npulumi state delete .*::image-builds\n/,
    );
  });

  test("skips read-only, non-dynamic, foreign and already migrated resources, each with the reason", async () => {
    const scene = await MigrateScene.start();
    const thin = 'exports.handler=()=>require("pulumi-rockit-durst/lifecycle").rockitSubscription';
    const { exitCode, stdout } = await migratePulumi(scene, [
      oldResources[2] as object,
      oldResource("read", "chat", chat, {}, { external: true }),
      oldResource("replaced", "chat", chat, {}, { delete: true }),
      oldResource("weather", "1", {
        city: "Lienz",
        url: "https://api.example/api/v1/subscribers/17",
      }),
      oldResource("mine", "chat", { ...chat, __provider: thin }),
      { urn: urnOf("one", "aws:s3/bucket:Bucket"), type: "aws:s3/bucket:Bucket", custom: true, id: "one" },
      { urn: urnOf("two", "aws:s3/bucket:Bucket"), type: "aws:s3/bucket:Bucket", custom: true, id: "two" },
    ]);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").filter((line) => line.includes("urn:") || line.includes("aws"))).toEqual([
      expect.stringMatching(/::read +is only read by that stack$/),
      expect.stringMatching(/::replaced +was replaced and waits for its deletion/),
      expect.stringMatching(/::mine +belongs to this package already$/),
      expect.stringMatching(/^2 of aws:s3\/bucket:Bucket +is not a dynamic resource of Node\.js$/),
      expect.stringMatching(/::weather +is not recognised as an object of ROCKIT or Durst/),
      expect.stringMatching(
        /^pulumi state delete --yes --force --stack old urn:pulumi:old::shop::pulumi-nodejs:dynamic:Resource::image-builds$/,
      ),
    ]);
  });

  test("names resources that depend on a removed resource, and adopts an object with several owners once", async () => {
    const scene = await MigrateScene.start();
    const name = "notice-on-the-board";
    const notice = {
      ...oldResource(name, "1", { city: "Lienz" }),
      dependencies: [urnOf("image-builds")],
    };
    const { stdout } = await migratePulumi(scene, [
      ...oldResources,
      oldResource("again", "x", builds),
      notice,
    ]);
    expect(stdout).toContain(
      `${urnOf(name)} refers to an old resource, so Pulumi would not remove that resource. Change the program to refer to the new resource or to a plain value, and run:\npulumi up --target ${urnOf(name)} --stack old\n`,
    );
    // A long row, which must not be cut.
    const kinds = "rockit:Subscription|durst:Subscriber|durst:Subscription";
    expect(stdout).toContain(` --map '${urnOf(name)}=${kinds}'\n`);
    expect(stdout).toMatch(/^pulumi state delete .*::again\n(pulumi state delete .*\n)+.*::image-builds\n/m);
    expect(stdout).toContain("until then run no `destroy` there, and only the `up --target` commands above.");
    expect(Object.values(await scene.importedObjects()).filter(({ id }) => id === "builds")).toHaveLength(1);
  });

  test("skips a resource with the same id whose values differ from the server", async () => {
    const scene = await MigrateScene.start();
    const other = oldResource("lienz", "17", {
      ...host,
      hostUri: "https://lienz.example/",
      externalAuthType: "NONE",
    });
    const { exitCode, stdout } = await migratePulumi(scene, [...oldResources, other]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `Skipped:\n${urnOf("lienz")}  stands for 17 too, but differs from the server: if it belongs to another server, migrate it with that server's settings and --filter; otherwise remove it from the old state\n`,
    );
    expect(stdout).not.toMatch(/^pulumi state delete .*::lienz/m);
    expect(Object.keys(await scene.importedObjects())).toContain("durst:Subscriber press");
    const filtered = await migratePulumi(scene, [...oldResources, other], "--filter", "*::lienz", "--force");
    expect(filtered.stdout).toMatch(/^17 as lienz +calls hooks\.example\.com +no password$/m);
    expect(filtered.stdout).toContain(
      `${urnOf("lienz")}  hostUri           "https://lienz.example/" → "https://hooks.example.com/durst/"\n`,
    );
    expect(filtered.stdout).toMatch(/^pulumi state delete --yes --stack old \S+::lienz$/m);
  });

  test("warns about encrypted secrets in an export, and imports without secrets", async () => {
    const scene = await MigrateScene.start();
    const encrypted = JSON.parse(JSON.stringify(oldResources).replaceAll('"plaintext"', '"ciphertext"'));
    const { exitCode, stdout } = await migratePulumi(scene, encrypted);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "Secrets in this state are encrypted: export it with --show-secrets to keep them.",
    );
    expect(stdout).toMatch(/^builds as image-builds .* no signing secret$/m);
    expect(JSON.stringify(await scene.importedObjects())).not.toContain("secret: ");
  });

  test("refuses the state of a killed run", async () => {
    const scene = await MigrateScene.start();
    const state = exportOf({
      pending: [{ type: "creating", resource: oldResources[2] as never }],
      resources: oldResources as never,
    });
    const file = await scene.write("export.json", state);
    const { exitCode, stderr } = await scene.migrate(["pulumi", "--state", file]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^rockit-durst: an update of that stack is running, or was killed and [^\n]+ --file old\.json` [^\n]+$/,
    );
  });
});
