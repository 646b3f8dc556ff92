// A secret of an object that is not migrated is not used for another object.
import { describe, expect, test } from "vitest";
import { scene, tfstate } from "./migrate-scenes.ts";
import { builds } from "./states.ts";

const secret = Buffer.from("of another").toString("base64");
const only = ["terraform", "--state", tfstate, "--filter", "*hook*", "--dry-run"];

describe("the secrets given to migrate", { timeout: 60_000 }, () => {
  test("may belong to webhooks at the server that are not migrated", async () => {
    const here = await scene();
    here.rockit.add({ ...builds, name: "made-by-hand" });
    const lines = [`made-by-hand=${secret}`, `builds=${secret}`, `deploys=${secret}`, "17.password=p"];
    const file = await here.write("secrets.env", lines.join("\n"));
    const { exitCode, stdout, stderr } = await here.migrate([...only, "--secrets", file]);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("17.password"),
    });
    expect(stdout).toBe("");
    const ours = await here.write("secrets.env", lines.slice(0, 3).join("\n"));
    const again = await here.migrate([...only, "--secrets", ours]);
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^deploys as site-innsbruck-hook-deploys .* given$/m),
    });
  });

  test("are not read from a variable that could belong to another webhook", async () => {
    const here = await scene();
    here.rockit.add({ ...builds, name: "Deploys" });
    const { exitCode, stderr } = await here.migrate(only, { ROCKIT_SECRET_DEPLOYS: secret });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("ROCKIT_SECRET_DEPLOYS could be the secret of several objects"),
    });
  });

  test("may belong to a subscriber of which only a subscription is migrated", async () => {
    const here = await scene();
    const file = await here.write("secrets.env", "17.password=p");
    const args = ["terraform", "--state", tfstate, "--filter", "*jobs*", "--dry-run", "--secrets", file];
    expect(await here.migrate(args)).toMatchObject({ exitCode: 0, stderr: "" });
  });
});
