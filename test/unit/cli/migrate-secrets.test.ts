// A secret of an object that is not migrated is not used for another object.
import { describe, expect, test } from "vitest";
import { MigrateScene, terraformArgs, tfstate } from "./migrate-scenes.ts";
import { builds } from "./states.ts";

const secret = Buffer.from("of another").toString("base64");
const args = terraformArgs(tfstate, "--filter", "*hook*", "--dry-run");

describe("the secrets given to migrate", { timeout: 60_000 }, () => {
  test("may belong to webhooks at the server that are not migrated", async () => {
    const scene = await MigrateScene.start();
    scene.rockit.add({ ...builds, name: "made-by-hand" });
    const lines = [`made-by-hand=${secret}`, `builds=${secret}`, `deploys=${secret}`, "17.password=p"];
    const file = await scene.write("secrets.env", lines.join("\n"));
    const { exitCode, stdout, stderr } = await scene.migrate([...args, "--secrets", file]);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("17.password"),
    });
    expect(stdout).toBe("");
    const secretsOfWebhooks = await scene.write("secrets.env", lines.slice(0, 3).join("\n"));
    const again = await scene.migrate([...args, "--secrets", secretsOfWebhooks]);
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^deploys as site-innsbruck-hook-deploys .* given$/m),
    });
  });

  test("are not read from a variable that could belong to another webhook", async () => {
    const scene = await MigrateScene.start();
    scene.rockit.add({ ...builds, name: "Deploys" });
    const { exitCode, stderr } = await scene.migrate(args, { ROCKIT_SECRET_DEPLOYS: secret });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("ROCKIT_SECRET_DEPLOYS could be the secret of several objects"),
    });
  });

  test("may belong to a subscriber of which only a subscription is migrated", async () => {
    const scene = await MigrateScene.start();
    const file = await scene.write("secrets.env", "17.password=p");
    const jobsArgs = terraformArgs(tfstate, "--filter", "*jobs*", "--dry-run", "--secrets", file);
    expect(await scene.migrate(jobsArgs)).toMatchObject({ exitCode: 0, stderr: "" });
  });
});
