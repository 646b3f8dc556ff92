import { beforeEach, describe, expect, test } from "vitest";
import { fakePulumi, rockitDurst } from "./command.ts";
import { type ImportScene, importScene, next, webhook } from "./import-scenes.ts";
import { exportOf, providerOf, resource } from "./states.ts";

let scene: ImportScene;
beforeEach(async () => {
  scene = await importScene();
});

describe("a stack", { timeout: 60_000 }, () => {
  const exported = (name: string, resources: readonly object[]) => ({
    [`stack export --show-secrets --stack ${name}`]: exportOf({ pending: [], resources: resources as never }),
  });
  const subscription = (id: string, also: object = {}, provider = "site") => ({
    ...resource("rockit:Subscription", id, { ...webhook, name: id }, provider),
    id,
    ...also,
  });

  test("gives its settings, also if it was never updated, before the environment's", async () => {
    scene.rockit.add({ name: "builds", ...webhook });
    const { apiKey, orgName, username } = scene.rockit.credentials;
    const config = { endpoint: scene.rockit.endpoint, orgName, username, apiKey };
    const values = Object.entries(config).map(([key, value]) => [
      `rockit:${key}`,
      { value, secret: key === "apiKey" },
    ]);
    const PATH = await fakePulumi({
      "config --json --show-secrets --stack dev": JSON.stringify(Object.fromEntries(values)),
    });
    const args = ["rockit", "--without-secrets", "--stack", "dev", "--cwd", scene.folder];
    const { exitCode, stdout } = await scene.imported(args, {
      PATH,
      ROCKIT_ENDPOINT: "https://nowhere.invalid",
    });
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").at(-1)).toBe(`${next} --stack dev --cwd ${scene.folder}`);
  });

  test("that owns something already keeps it: what it only reads, and what is another server's, is free", async () => {
    for (const name of ["owned", "read", "replaced", "elsewhere"]) scene.rockit.add({ name, ...webhook });
    const elsewhere = {
      ...providerOf({ rockit: scene.rockit }, "other"),
      inputs: { "rockit:endpoint": "https://else.example" },
    };
    const PATH = await fakePulumi({
      ...exported("one", [
        providerOf({ rockit: scene.rockit }),
        elsewhere,
        subscription("owned"),
        subscription("read", { external: true }),
        subscription("elsewhere", {}, "other"),
      ]),
      ...exported("two", [subscription("replaced", { delete: true })]),
    });
    const managed = ["--exclude-managed", "one", "--exclude-managed", "two"];
    const { stdout } = await scene.imported(["rockit", "--rotate", ...managed], { PATH });
    expect((await scene.importFile()).resources.map(({ id }: { id: string }) => id)).toEqual([
      "elsewhere",
      "read",
    ]);
    expect(stdout).toContain("2 left out: owned already by a stack of --exclude-managed.");
  });

  test("whose subscriber stays with another stack gets its subscriptions by number", async () => {
    const press = scene.durst.addSubscriber({ hostUri: "https://hooks.example", externalAuthType: "NONE" });
    scene.durst.addSubscription(press, { topic: "STATUS/*", status: "ACTIVE" });
    const owner = { ...resource("durst:Subscriber", "press", {}), id: "17" };
    const PATH = await fakePulumi(exported("one", [providerOf({ durst: scene.durst }), owner]));
    await scene.imported(["durst", "--subscriber", "17", "--exclude-managed", "one"], { PATH });
    expect(await scene.program()).toContain(`import { DurstSubscription } from "pulumi-rockit-durst";

// Durst Workflow: subscriber 17
new DurstSubscription("hooks-example-all", {
  subscriberId: 17,
`);
  });

  test("that pulumi does not know is said in its words", async () => {
    const PATH = await fakePulumi({});
    const { exitCode, stderr } = await scene.imported(["rockit", "--stack", "nope"], { PATH });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^rockit-durst: reading the configuration: pulumi said: error: unknown here: /);
  });
});

describe("import", { timeout: 60_000 }, () => {
  test.each([
    [[], "missing required argument 'vendor'"],
    [["acme"], "argument value is invalid for argument 'vendor'. Allowed choices are rockit, durst."],
    [["durst"], "Durst has no list of its subscribers: name them with --subscriber"],
    [["durst", "--subscriber", "x"], "It must be the number of a Durst subscriber."],
    [["durst", "--subscriber", "9999999999"], "It must be the number of a Durst subscriber."],
    [["durst", "--subscriber", "1", "--rotate"], "--without-secrets and --rotate are for rockit"],
    [["rockit", "--subscriber", "1"], "--subscriber is for durst"],
    [["rockit", "--include-inactive"], "--include-inactive is for durst"],
    [["rockit", "--rotate", "--without-secrets"], "--without-secrets and --rotate exclude each other"],
  ])("%j is refused with exit code 2 and one sentence", async (args, sentence) => {
    const { exitCode, stdout, stderr } = await scene.imported(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr.split("\n")[0]).toContain(sentence);
  });

  test("--help has examples and every form of a secret", async () => {
    const { exitCode, stdout } = await rockitDurst(["import", "--help"]);
    expect(exitCode).toBe(0);
    for (const part of [
      "Usage: rockit-durst import [options] <vendor>",
      "$ rockit-durst import durst",
      "ROCKIT_SLACK_TOKEN_<NAME>",
      "17.key=…",
    ])
      expect(stdout).toContain(part);
  });

  test("without settings says which one is missing", async () => {
    const { exitCode, stderr } = await rockitDurst(["import", "rockit"], {}, scene.folder);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      "rockit-durst: reading ROCKIT's subscriptions: the setting rockit:endpoint is missing: give it with a stack's configuration (name the stack with --stack) or the environment variable ROCKIT_ENDPOINT",
    );
  });

  test("says in one sentence that the server can't be asked", async () => {
    await scene.rockit.outage();
    const { exitCode, stdout, stderr } = await scene.imported(["rockit"], { ROCKIT_TOTAL_TIMEOUT: "1" });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^rockit-durst: reading ROCKIT's subscriptions: [^\n]+$/);
  });
});
