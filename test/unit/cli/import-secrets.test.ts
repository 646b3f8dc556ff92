import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import type { Environment } from "./command.ts";
import { type ImportScene, importScene, slack, webhook } from "./import-scenes.ts";

let scene: ImportScene;
beforeEach(async () => {
  scene = await importScene();
});

describe("the secrets of import", { timeout: 60_000 }, () => {
  beforeEach(() => {
    scene.rockit.add({ name: "builds", ...webhook });
    scene.rockit.add({ name: "a=b", ...webhook });
    scene.rockit.add({ name: "#1", ...webhook });
    scene.rockit.add({ name: "chat", ...slack });
  });

  test("accepts names with equals signs and number signs", async () => {
    const keys = ["builds", "a=b", "#1"];
    const file = await scene.secretsFile(...keys.map((key) => `${key}=${scene.rockit.secretOf(key)}`));
    const { exitCode } = await scene.runImport(["rockit", "--secrets", file]);
    expect(exitCode).toBe(0);
    const { resources } = await scene.importFile();
    for (const { id, outputs } of resources) {
      if (id !== "chat") expect(JSON.parse(outputs.secret.plaintext)).toBe(scene.rockit.secretOf(id));
    }
  });

  test.each([
    ["bilds=ca/na+ry", "names no secret of an object on the server"],
    ["chat=ca/na+ry", "names no secret of an object on the server"],
    [canary.replaceAll("=", ""), "is not of the form NAME=value"],
    ["builds=", "has an empty secret"],
    ["slackToken.chat=", "has an empty secret"],
    [`builds=${canary}`, "has no signing secret: it must be base64"],
    ['builds="ca/na+ry!"', "has no signing secret: it must be base64"],
    ["slackToken.chat=ca/na+ry ", "which no resource accepts: remove the blank, or change"],
    [`slackToken.chat= ${canary}`, "begins or ends with a blank"],
  ])("refuses the line %j, without repeating the secret", async (line, says) => {
    const file = await scene.secretsFile("# first", line);
    const { exitCode, stdout, stderr, files } = await scene.runImport(["rockit", "--secrets", file]);
    expect({ exitCode, stdout, files }).toEqual({ exitCode: 1, stdout: "", files: ["secrets.env"] });
    expect(stderr).toContain(`secrets.env, line 2 `);
    expect(stderr).toContain(says);
    expectNoSecretsIn(stderr, "ca/na+ry");
  });

  test("refuses a line that is not UTF-8, and names its number", async () => {
    const file = await scene.secretsFile("# erste");
    await appendFile(file, Buffer.from("\nslackToken.chat=schl\u00fcssel", "latin1"));
    const { exitCode, stderr } = await scene.runImport(["rockit", "--secrets", file]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/secrets\.env, line 2 is not UTF-8: save the file as UTF-8$/);
  });

  test("refuses a repeated name, and a file that can't be read", async () => {
    const twice = await scene.secretsFile("builds=YWFh", "builds=YmJi");
    expect((await scene.runImport(["rockit", "--secrets", twice])).stderr).toContain(
      "line 2 repeats the name of an earlier line",
    );
    const { stderr } = await scene.runImport(["rockit", "--secrets", join(scene.folder, "nowhere")]);
    expect(stderr).toBe("rockit-durst: the file of --secrets can't be read (ENOENT): correct its path");
  });

  test("refuses an environment variable that is empty, not base64 or ambiguous", async () => {
    const errorWith = async (environment: Environment) =>
      (await scene.runImport(["rockit"], environment)).stderr;
    expect(await errorWith({ ROCKIT_SECRET_BUILDS: "" })).toContain(
      "ROCKIT_SECRET_BUILDS has an empty secret",
    );
    expect(await errorWith({ ROCKIT_SECRET_BUILDS: canary })).toContain("it must be base64");
    scene.rockit.add({ name: "a.b", ...webhook });
    expect(await errorWith({ ROCKIT_SECRET_A_B: "YWFh" })).toContain(
      "ROCKIT_SECRET_A_B could be the secret of several objects",
    );
  });

  test("refuses an ambiguous line", async () => {
    scene.rockit.add({ name: "slackToken.chat", ...webhook });
    const file = await scene.secretsFile("slackToken.chat=YWFh");
    expect((await scene.runImport(["rockit", "--secrets", file])).stderr).toContain(
      "line 1 could be the secret of several objects",
    );
  });
});
