import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { configCommand, exportCommand, fakePulumi, rockitDurst } from "./command.ts";
import { type ImportScene, importScene, nextCommand, webhook } from "./import-scenes.ts";
import { exportOf, providerOf, resource } from "./states.ts";

let scene: ImportScene;
beforeEach(async () => {
  scene = await importScene();
});

describe("import with stacks and names", { timeout: 60_000 }, () => {
  const exportAnswers = (name: string, resources: readonly object[]) => ({
    [exportCommand(name)]: exportOf({ pending: [], resources: resources as never }),
  });
  const subscriptionResource = (id: string, also: object = {}, provider = "site") => ({
    ...resource("rockit:Subscription", id, { ...webhook, name: id }, provider),
    id,
    ...also,
  });

  test("uses the stack's settings instead of the environment's, even before the stack's first update", async () => {
    scene.rockit.add({ name: "builds", ...webhook });
    const { apiKey, orgName, username } = scene.rockit.credentials;
    const config = { endpoint: scene.rockit.endpoint, orgName, username, apiKey };
    const values = Object.entries(config).map(([key, value]) => [
      `rockit:${key}`,
      { value, secret: key === "apiKey" },
    ]);
    const PATH = await fakePulumi({
      [configCommand("dev")]: JSON.stringify(Object.fromEntries(values)),
      [exportCommand("dev")]: exportOf({ pending: [], resources: undefined as never }),
    });
    const args = ["rockit", "--without-secrets", "--stack", "dev", "--cwd", scene.folder];
    const { exitCode, stdout } = await scene.runImport(args, {
      PATH,
      ROCKIT_ENDPOINT: "https://nowhere.invalid",
    });
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").at(-1)).toBe(`${nextCommand} --stack dev --cwd ${scene.folder}`);
  });

  test("keeps the program that declares a stack's resources, even with --force", async () => {
    scene.rockit.add({ name: "builds", ...webhook });
    const settings = { [configCommand("dev")]: "{}" };
    const importIntoDev = async (resources: readonly object[], ...more: string[]) =>
      scene.runImport(["rockit", "--stack", "dev", "--without-secrets", ...more], {
        PATH: await fakePulumi({ ...settings, ...exportAnswers("dev", resources) }),
      });
    expect((await importIntoDev([])).exitCode).toBe(0);
    const before = await scene.program();
    scene.rockit.add({ name: "chat", ...webhook });
    const ownedResources = [providerOf({ rockit: scene.rockit }), subscriptionResource("builds")];
    // With the filter, this import doesn't select what the stack owns.
    for (const more of [["--force"], ["--force", "--filter", "chat"]]) {
      const { exitCode, stderr } = await importIntoDev(ownedResources, ...more);
      expect(exitCode).toBe(1);
      expect(stderr).toContain("leave out --force to write a second pair of files");
      expect(await scene.program()).toBe(before);
    }
  });

  test("excludes the objects of --exclude-managed stacks, except read-only objects and objects of another server", async () => {
    for (const name of ["owned", "read", "replaced", "elsewhere"]) scene.rockit.add({ name, ...webhook });
    const elsewhere = {
      ...providerOf({ rockit: scene.rockit }, "other"),
      inputs: { ...providerOf({ rockit: scene.rockit }).inputs, "rockit:endpoint": "https://else.example" },
    };
    const PATH = await fakePulumi({
      ...exportAnswers("one", [
        providerOf({ rockit: scene.rockit }),
        elsewhere,
        subscriptionResource("owned"),
        subscriptionResource("read", { external: true }),
        subscriptionResource("elsewhere", {}, "other"),
      ]),
      ...exportAnswers("two", [subscriptionResource("replaced", { delete: true })]),
    });
    const managed = ["--exclude-managed", "one", "--exclude-managed", "two"];
    const { stdout } = await scene.runImport(["rockit", "--rotate", ...managed], { PATH });
    expect((await scene.importFile()).resources.map(({ id }: { id: string }) => id)).toEqual([
      "elsewhere",
      "read",
    ]);
    expect(stdout).toContain(
      "Left out 2 objects that the stack, or a stack of --exclude-managed, manages already.",
    );
  });

  /** The stack to import into, with its provider and these resources. */
  const targetStackWith = (...resources: readonly object[]) =>
    fakePulumi({
      [configCommand("dev")]: "{}",
      ...exportAnswers("dev", [providerOf({ rockit: scene.rockit, durst: scene.durst }), ...resources]),
    });
  const hall = "urn:pulumi:dev::shop::acme:Hall::hall-1";

  test("excludes the objects of the target stack, native ones too, and avoids its names", async () => {
    for (const name of ["owned", "native", "builds", "Mine", "other"]) scene.rockit.add({ name, ...webhook });
    const native = "rockit-durst:rockit:Subscription";
    const PATH = await targetStackWith(
      subscriptionResource("owned"),
      { ...subscriptionResource("native"), type: native, urn: `urn:pulumi:dev::shop::${native}::native` },
      // An object of another organisation whose name an imported object would get.
      { ...subscriptionResource("builds", {}, "else") },
      {
        ...providerOf({ rockit: scene.rockit }, "else"),
        inputs: {
          "rockit:endpoint": scene.rockit.endpoint,
          "rockit:orgName": "else",
          "rockit:username": "u",
          "rockit:apiKey": "k",
        },
      },
      {
        urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
        type: "pulumi:pulumi:Stack",
        outputs: { secrets: {} },
      },
    );
    const args = [
      "rockit",
      "--stack",
      "dev",
      "--rotate",
      "--name",
      "Mine=builds-mine",
      "--name",
      "rockit:other=b",
    ];
    const { exitCode, stdout } = await scene.runImport(args, { PATH });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "Left out 2 objects that the stack, or a stack of --exclude-managed, manages already.",
    );
    expect(stdout).toMatch(/^builds as builds-2 .*\nMine as builds-mine .*\nother as b /m);
    const { resources } = await scene.importFile();
    expect(resources.map(({ name }: { name: string }) => name)).toEqual(["builds-2", "builds-mine", "b"]);
    const text = await scene.program();
    expect(text).toContain("export const secrets2 = {\n  builds2: builds2.secret,\n");
  });

  test("takes names from --name-map; --name takes precedence, and names of other objects are ignored", async () => {
    for (const name of ["a", "b", "c"]) scene.rockit.add({ name, ...webhook });
    const map = "# names\n\n a = first\nrockit:b=second\nrockit:c=third\ngone=nothing\n";
    await writeFile(join(scene.folder, "names.txt"), map);
    const args = ["rockit", "--rotate", "--name-map", "names.txt", "--name", "c=mine"];
    const { exitCode, stdout } = await scene.runImport(args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^a as first .*\nb as second .*\nc as mine /m);
  });

  test.each([
    ["a\n", "names.txt, line 1: It must be an id, =, and a name, such as 17=press."],
    ["\ufeffa=x\n\na=y\n", "names.txt, line 3: The same id has a name already."],
    ["a=x\nrockit:b=x\n", "--name-map: rockit:b=x: another resource of that type has the name"],
    [Buffer.from("a=caf\u00e9\n", "latin1"), "names.txt, line 1 is not UTF-8: save the file as UTF-8"],
    [undefined, "the file of --name-map can't be read (ENOENT): correct its path"],
  ])("refuses an invalid --name-map file: %j", async (text, sentence) => {
    for (const name of ["a", "b"]) scene.rockit.add({ name, ...webhook });
    if (text !== undefined) await writeFile(join(scene.folder, "names.txt"), text);
    const args = ["rockit", "--rotate", "--name-map", "names.txt"];
    const { exitCode, stderr, files } = await scene.runImport(args);
    expect(exitCode).toBe(1);
    expect(files.filter((file) => file !== "names.txt")).toEqual([]);
    expect(stderr).toContain(`rockit-durst: ${sentence}`);
  });

  test.each([
    [["--name", "none=x"], "--name none=x: no imported object has that id: correct the id"],
    [["--name", "a=owned"], "--name a=owned: another resource of that type has the name"],
    [["--name", "a=x", "--name", "b=x"], "--name b=x: another resource of that type has the name"],
    [["--provider", "nope"], "--provider nope: the stack has no such resource"],
    [["--parent", "nope"], "--parent nope: the stack has no such resource"],
    [
      ["--parent", "hall-2"],
      "--parent hall-2: several resources have that name: give the URN, such as urn:pulumi:dev",
    ],
    [["--provider", "plugin"], "--provider plugin: this is a provider of the native plugin"],
  ])("refuses invalid options: %j", async (args, sentence) => {
    for (const name of ["a", "b"]) scene.rockit.add({ name, ...webhook });
    const PATH = await targetStackWith(
      subscriptionResource("owned", { id: "owned" }),
      ...["A", "B"].map((type) => ({
        urn: `urn:pulumi:dev::shop::acme:${type}::hall-2`,
        type: `acme:${type}`,
      })),
      {
        urn: "urn:pulumi:dev::shop::pulumi:providers:rockit-durst::plugin",
        type: "pulumi:providers:rockit-durst",
      },
    );
    const { exitCode, stderr, files } = await scene.runImport(
      ["rockit", "--stack", "dev", "--rotate", ...args],
      { PATH },
    );
    expect({ exitCode, files }).toEqual({ exitCode: 1, files: [] });
    expect(stderr).toContain(`rockit-durst: ${sentence}`);
  });

  test("gives the imported objects the provider and the parent of the options", async () => {
    scene.rockit.add({ name: "builds", ...webhook });
    const PATH = await targetStackWith({ urn: hall, type: "acme:Hall" });
    const args = ["rockit", "--stack", "dev", "--rotate", "--provider", "site", "--parent", hall];
    const { exitCode, stdout } = await scene.runImport(args, {
      PATH,
      ROCKIT_ENDPOINT: "https://nowhere.invalid",
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      '  import { subscriptions } from "./subscriptions"; export const secrets = subscriptions({ provider, parent });\n',
    );
    const { nameTable, resources } = await scene.importFile();
    const provider = providerOf({ rockit: scene.rockit }).urn;
    expect(nameTable).toEqual({ [provider]: provider, [hall]: hall });
    expect(resources[0]).toMatchObject({ name: "builds", provider, parent: hall });
    expect(await scene.program()).toContain("  return {\n    builds: builds.secret,\n  };\n}\n");
  });

  test("needs --stack for --provider and --parent", async () => {
    const { exitCode, stderr } = await scene.runImport(["rockit", "--provider", "site"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "--provider and --parent name resources of a stack: name the stack with --stack",
    );
  });

  test("excludes the subscriber of an --exclude-managed stack, and imports its subscriptions with its number", async () => {
    const press = scene.durst.addSubscriber({ hostUri: "https://hooks.example", externalAuthType: "NONE" });
    scene.durst.addSubscription(press, { topic: "STATUS/*", status: "ACTIVE" });
    const owner = { ...resource("durst:Subscriber", "press", {}), id: "17" };
    const PATH = await fakePulumi(exportAnswers("one", [providerOf({ durst: scene.durst }), owner]));
    await scene.runImport(["durst", "--subscriber", "17", "--exclude-managed", "one"], { PATH });
    expect(await scene.program()).toContain(`import { DurstSubscription } from "pulumi-rockit-durst";

// Durst: subscriber 17
new DurstSubscription("hooks-example-all", {
  subscriberId: 17,
`);
  });

  test("quotes pulumi's error about an unknown stack", async () => {
    const PATH = await fakePulumi({});
    const { exitCode, stderr } = await scene.runImport(["rockit", "--stack", "nope"], { PATH });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^rockit-durst: reading the state: pulumi said: error: unknown here: /);
  });
});

describe("import", { timeout: 60_000 }, () => {
  test.each([
    [[], "missing required argument 'vendor'"],
    [["acme"], "argument value is invalid for argument 'vendor'. Allowed choices are rockit, durst."],
    [["durst"], "Durst can't list its subscribers: name them with --subscriber"],
    [["durst", "--subscriber", "x"], "It must be the number of a Durst subscriber."],
    [["durst", "--subscriber", "9999999999"], "It must be the number of a Durst subscriber."],
    [["durst", "--subscriber", "1", "--rotate"], "--without-secrets and --rotate are for rockit"],
    [["rockit", "--subscriber", "1"], "--subscriber is for durst"],
    [["rockit", "--filter", ""], "It must be a name or a part of one"],
    [["rockit", "--name", "builds"], "It must be an id, =, and a name, such as 17=press."],
    [["rockit", "--name", "a=b", "--name", "a=c"], "The same id has a name already."],
    [["rockit", "--include-inactive"], "--include-inactive is for durst"],
    [
      ["rockit", "--rotate", "--without-secrets"],
      "option '--rotate' cannot be used with option '--without-secrets'",
    ],
  ])("%j is refused with exit code 2 and one sentence", async (args, sentence) => {
    const { exitCode, stdout, stderr } = await scene.runImport(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr.split("\n")[0]).toContain(sentence);
  });

  test("--help has examples and every form of a secret", async () => {
    const { exitCode, stdout } = await rockitDurst(["import", "--help"]);
    expect(exitCode).toBe(0);
    for (const part of [
      "Usage: rockit-durst import [options] <vendor>",
      "$ rockit-durst import durst",
      "ROCKIT_SLACK_TOKEN_NAME",
      "17.key=…",
    ])
      expect(stdout).toContain(part);
  });

  test("names a missing setting", async () => {
    const { exitCode, stderr } = await rockitDurst(["import", "rockit"], {}, scene.folder);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      "rockit-durst: reading ROCKIT's subscriptions: the setting rockit:endpoint is missing: set it with a stack's configuration (name the stack with --stack) or the environment variable ROCKIT_ENDPOINT",
    );
  });

  test("reports an unreachable server in one sentence", async () => {
    await scene.rockit.outage();
    const { exitCode, stdout, stderr } = await scene.runImport(["rockit"], { ROCKIT_TOTAL_TIMEOUT: "1" });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^rockit-durst: reading ROCKIT's subscriptions: [^\n]+$/);
  });
});
