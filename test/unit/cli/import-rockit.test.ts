import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import { type ImportScene, importScene, nextCommand, slack, webhook } from "./import-scenes.ts";

let scene: ImportScene;
beforeEach(async () => {
  scene = await importScene();
});

const urlPassword = "canary-of-a-login";

const missingSecretError = (names: string) =>
  `rockit-durst: the signing secret of ${names} is not given, and the server never shows it again: give it with --secrets, or choose --without-secrets (deliveries can't be verified) or --rotate (the next \`pulumi up\` replaces the subscriptions)`;

describe("import rockit", { timeout: 60_000 }, () => {
  beforeEach(() => {
    scene.rockit.add({ name: "builds", ...webhook });
    scene.rockit.add({ name: "chat", ...slack });
  });

  test("writes both files with the given secrets, and ends with the command to run", async () => {
    const secret = scene.rockit.secretOf("builds");
    const file = await scene.secretsFile("# secrets", "", `builds=${secret}\r`, `slackToken.chat=${canary}`);
    const { exitCode, stdout, stderr, files } = await scene.runImport(["rockit", "--secrets", file]);
    expect(stdout.split("\n")).toEqual([
      "builds  mkraw end to hooks.example  signing secret given",
      "chat    deploy end to C1            token given",
      "",
      "Written: subscriptions.ts, and import.json, which holds secrets unencrypted: delete it after the import.",
      "Set these configuration values first; each command asks for the value:",
      "  slackToken.chat:",
      "    pulumi config set --secret chatSlackToken",
      "No stack was named, so objects of the selected stack are imported again: name the stack to leave them out.",
      "Add this to your program:",
      '  export * from "./subscriptions";',
      "Then run, with Pulumi 3.255 or newer:",
      nextCommand,
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(files).toEqual(["import.json", "secrets.env", "subscriptions.ts"]);
    expect((await stat(join(scene.folder, "import.json"))).mode & 0o777).toBe(0o600);
    const { resources } = await scene.importFile();
    expect(resources.map(({ id, name }: { id: string; name: string }) => [id, name])).toEqual([
      ["builds", "builds"],
      ["chat", "chat"],
    ]);
    expect(JSON.parse(resources[0].outputs.secret.plaintext)).toBe(secret);
    expect(resources[0].outputs).not.toHaveProperty("secretIssuedAt");
    expect(JSON.parse(resources[1].inputs.slackToken.plaintext)).toBe(canary);
    expectNoSecretsIn(await scene.program(), secret, canary);
  });

  test("takes secrets from the environment; a file takes precedence", async () => {
    const file = await scene.secretsFile(`builds=${scene.rockit.secretOf("builds")}`);
    const { exitCode } = await scene.runImport(["rockit", "--secrets", file], {
      ROCKIT_SECRET_BUILDS: "b3RoZXI=",
      ROCKIT_SLACK_TOKEN_CHAT: canary,
    });
    expect(exitCode).toBe(0);
    const { resources } = await scene.importFile();
    expect(JSON.parse(resources[0].outputs.secret.plaintext)).toBe(scene.rockit.secretOf("builds"));
    expect(JSON.parse(resources[1].outputs.slackToken.plaintext)).toBe(canary);
  });

  test("demands a choice for a missing signing secret, and writes nothing without one", async () => {
    scene.rockit.add({ name: "older", ...webhook });
    const { exitCode, stdout, stderr, files } = await scene.runImport(["rockit"]);
    expect({ exitCode, stderr, files }).toEqual({
      exitCode: 1,
      stderr: missingSecretError('"builds", "older"'),
      files: [],
    });
    expect(stdout).toMatch(/^builds +mkraw end to hooks.example +no signing secret$/m);
  });

  test("names only ten objects if many secrets are missing", async () => {
    for (let number = 10; number < 22; number++) scene.rockit.add({ name: `n${number}`, ...webhook });
    const { stderr } = await scene.runImport(["rockit", "--filter", "n*"]);
    expect(stderr).toContain('"n18", "n19" and 2 more is not given');
    expect(stderr).not.toContain("n20");
  });

  test("--without-secrets imports without secrets, warns, and writes a program without outputs", async () => {
    const { exitCode, stdout } = await scene.runImport(["rockit", "--without-secrets"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "1 webhook will be imported without the signing secret: deliveries can't be verified.",
    );
    expect(stdout).toContain("1 secret not given. The import warns that it is required, and continues.");
    expect(stdout).toContain("Written: subscriptions.ts, and import.json.\n");
    const { resources } = await scene.importFile();
    for (const properties of [resources[0].outputs, resources[1].outputs, resources[1].inputs]) {
      expect(Object.keys(properties)).not.toContain("secret");
      expect(Object.keys(properties)).not.toContain("secretIssuedAt");
      expect(Object.keys(properties)).not.toContain("slackToken");
    }
    const text = await scene.program();
    expect(text).toContain("// Imported without its signing secret, which the server never shows again:");
    expect(text).not.toMatch(/export const|rotationTrigger/);
  });

  test("--rotate plans a new secret for objects without a given secret only", async () => {
    scene.rockit.add({ name: "older", ...webhook });
    await scene.runImport(["rockit", "--rotate"], { ROCKIT_SECRET_BUILDS: scene.rockit.secretOf("builds") });
    const text = await scene.program();
    expect(text.match(/rotationTrigger: "imported"/g)).toHaveLength(1);
    expect(text).toMatch(/replaces the subscription\.\n\/\/ Give the new .*\nconst older = /);
    expect(text).toContain(
      "export const secrets = {\n  builds: builds.secret,\n  older: older.secret,\n};\n",
    );
    expect(JSON.stringify(await scene.importFile())).not.toContain("rotationTrigger");
  });

  test("--dry-run names missing signing secrets and succeeds", async () => {
    const { exitCode, stderr } = await scene.runImport(["rockit", "--dry-run"]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: missingSecretError('"builds"').replace("rockit-durst: ", ""),
    });
  });

  test("--dry-run shows the objects and writes nothing", async () => {
    const { exitCode, stdout, files } = await scene.runImport(["rockit", "--dry-run", "--without-secrets"]);
    expect({ exitCode, files }).toEqual({ exitCode: 0, files: [] });
    expect(stdout.split("\n").at(-1)).toBe("Nothing was written: --dry-run.");
  });

  test("--json prints one document", async () => {
    const { exitCode, stdout } = await scene.runImport(["rockit", "--json", "--rotate", "--out", "a b"]);
    expect(exitCode).toBe(0);
    const type = "pulumi-nodejs:dynamic/rockit:Subscription";
    expect(JSON.parse(stdout)).toEqual({
      objects: [
        { type, id: "builds", name: "builds", secretName: "builds", secret: "rotated" },
        { type, id: "chat", name: "chat", secretName: "slackToken.chat", secret: "unknown" },
      ],
      unsupported: [],
      managed: 0,
      inactive: 0,
      configuration: [{ key: "chatSlackToken", secretName: "slackToken.chat" }],
      usage: 'export * from "./a b/subscriptions";',
      files: ["a b/import.json", "a b/subscriptions.ts"],
      command: "pulumi import --file 'a b/import.json' --yes --protect=false --generate-code=false",
    });
  });

  test("writes beside existing files, and overwrites files with --force", async () => {
    await writeFile(join(scene.folder, "import.json"), "mine", { mode: 0o644 });
    const second = await scene.runImport(["rockit", "--rotate"]);
    expect(second.files).toEqual(["import-2.json", "import.json", "subscriptions-2.ts"]);
    expect(second.stdout).toContain('  export * from "./subscriptions-2";\n');
    expect(second.stdout.split("\n").at(-1)).toBe(nextCommand.replace("import.json", "import-2.json"));
    expect(await readFile(join(scene.folder, "subscriptions-2.ts"), "utf8")).toContain(
      "export const secrets2 = {",
    );
    expect(await readFile(join(scene.folder, "import.json"), "utf8")).toBe("mine");
    expect((await scene.runImport(["rockit", "--rotate", "--force"])).exitCode).toBe(0);
    // The overwritten file was readable by everybody.
    expect((await stat(join(scene.folder, "import.json"))).mode & 0o777).toBe(0o600);
  });

  test("--force keeps the existing file and leaves no partial one if writing fails", async () => {
    await writeFile(join(scene.folder, "import.json"), "mine");
    // A folder at the program's path: the second file can't be written.
    await mkdir(join(scene.folder, "subscriptions.ts", "x"), { recursive: true });
    const { exitCode, stderr, files } = await scene.runImport(["rockit", "--rotate", "--force"]);
    expect({ exitCode, files }).toEqual({ exitCode: 1, files: ["import.json", "subscriptions.ts"] });
    expect(stderr).toContain("the files can't be written (E");
    expect(await readFile(join(scene.folder, "import.json"), "utf8")).toBe("mine");
  });

  test("reports a folder that can't be written to", async () => {
    await writeFile(join(scene.folder, "file"), "");
    const { exitCode, stderr } = await scene.runImport(["rockit", "--rotate", "--out", "file/below"]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^rockit-durst: the files can't be written \(ENOTDIR\): correct the folder's permissions or free space, or choose another folder/,
    );
  });

  test.each([
    [["--filter", "b*"], ["builds"]],
    [
      ["--filter", "a/*", "--filter", "chat"],
      ["a/b", "chat"],
    ],
    [["--filter", "[x] (1)"], ["[x] (1)"]],
    [
      ["--filter", "*"],
      ["[x] (1)", "a/b", "builds", "chat"],
    ],
  ])("%j selects %j", async (args, names) => {
    scene.rockit.add({ name: "a/b", ...webhook });
    scene.rockit.add({ name: "[x] (1)", ...webhook });
    const { stdout } = await scene.runImport(["rockit", "--json", "--rotate", ...args]);
    expect(JSON.parse(stdout).objects.map(({ id }: { id: string }) => id)).toEqual(names);
  });

  test("writes no file for an empty server, and fails for a filter without a match", async () => {
    const { exitCode, stderr, files } = await scene.runImport([
      "rockit",
      "--filter",
      "BUILDS",
      "--filter",
      "x*",
    ]);
    expect({ exitCode, stderr, files }).toEqual({
      exitCode: 1,
      stderr:
        "rockit-durst: reading ROCKIT's subscriptions: nothing matches --filter BUILDS or x*: correct it; * stands for any characters",
      files: [],
    });
    for (const name of ["builds", "chat"]) scene.rockit.remove(name);
    expect(await scene.runImport(["rockit"])).toMatchObject({
      exitCode: 0,
      stdout: "Nothing to import.",
      files: [],
    });
  });

  test("a URL with user and password is never shown, and the program reads the URL from the configuration", async () => {
    scene.rockit.add({ name: "login", ...webhook, url: `https://me:${urlPassword}@hooks.example/x` });
    const { stdout } = await scene.runImport(["rockit", "--filter", "login", "--without-secrets"]);
    expect(stdout).toContain("  login.url:\n    pulumi config set --secret loginUrl\n");
    expect(stdout).toContain("import.json, which holds secrets unencrypted");
    const text = await scene.program();
    expect(text).toContain('url: config.requireSecret("loginUrl"),');
    expectNoSecretsIn(stdout + text, urlPassword);
    const { inputs, outputs } = (await scene.importFile()).resources[0];
    for (const { url } of [inputs, outputs]) expect(JSON.parse(url.plaintext)).toContain(urlPassword);
  });

  test.each([
    ["name-only", "builds  the server does not show its sender, type, events"],
    [["sender", "event", "type"], "builds  the server does not show its url"],
  ] as const)("does not invent the fields missing in a list of %j", async (listFields, why) => {
    scene = await importScene({ listFields });
    scene.rockit.add({ name: "builds", ...webhook });
    const { exitCode, stdout, stderr, files } = await scene.runImport(["rockit", "--rotate"]);
    expect(stdout).toBe(`Nothing to import.\n\nCan't be imported:\n${why}`);
    expect({ exitCode, files }).toEqual({ exitCode: 1, files: [] });
    expect(stderr).toBe(
      "rockit-durst: 1 object can't be imported, for the reasons above: leave them as they are, or correct them on the server (in ROCKIT only as a new subscription with a new secret), and choose the others with --filter",
    );
  });

  test("skips a subscription with invalid values, imports the others and exits with 1", async () => {
    scene.rockit.edit("builds", { url: "ftp://old.example" });
    const { exitCode, stdout } = await scene.runImport(["rockit"]);
    expect(stdout).toContain("builds  its url must be an absolute URL that begins with https:// or http://");
    expect(stdout.split("\n").at(-1)).toBe(nextCommand);
    expect(exitCode).toBe(1);
    expect((await scene.importFile()).resources).toHaveLength(1);
  });

  test("shows names and reasons without control characters", async () => {
    scene.rockit.add({ name: "\u001b[31mred\n\u202e", ...webhook, url: "https://hooks.example/\u009b2J" });
    scene.rockit.add({ name: "\u2066blue\u202e", ...webhook });
    const { stdout } = await scene.runImport(["rockit", "--dry-run", "--without-secrets"]);
    expect(stdout).toMatch(/^ \[31mred +its url /m);
    expect(stdout).toMatch(/^ blue +mkraw/m);
    const json = await scene.runImport(["rockit", "--dry-run", "--without-secrets", "--json"]);
    for (const acting of ["\u001b", "\u202e", "\u2066", "\u009b"])
      expect(stdout + json.stdout).not.toContain(acting);
  });

  test("ignores the secrets of filtered-out objects in the file", async () => {
    const file = await scene.secretsFile(
      `builds=${scene.rockit.secretOf("builds")}`,
      `slackToken.chat=${canary}`,
    );
    const { exitCode } = await scene.runImport(["rockit", "--secrets", file, "--filter", "builds"]);
    expect(exitCode).toBe(0);
    expect(JSON.stringify(await scene.importFile())).not.toContain("chat");
  });

  test("reports on stderr that it waits for a slow server", async () => {
    scene.rockit.faults.inject({ kind: "delay", ms: 1500 }, { route: "GET /be/v1/subscriptions", nth: 1 });
    const { exitCode, stdout, stderr, waited } = await scene.runImport(["rockit", "--rotate", "--json"]);
    expect({ exitCode, stderr, waited }).toEqual({ exitCode: 0, stderr: "", waited: true });
    expect(JSON.parse(stdout).objects).toHaveLength(2);
  });
});
