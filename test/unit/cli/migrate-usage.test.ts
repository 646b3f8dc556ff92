import { describe, expect, test } from "vitest";
import { MigrateScene } from "./migrate-scenes.ts";

describe("migrate", { timeout: 60_000 }, () => {
  test("--help shows an example", async () => {
    const scene = await MigrateScene.start();
    const { exitCode, stdout, stderr } = await scene.migrate(["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.split("\n")[0]).toBe("Usage: rockit-durst migrate [options] <tool>");
    expect(stdout).toContain("$ rockit-durst migrate pulumi --stack old --into dev --out migrated");
    expect(stdout).toContain("$ rockit-durst migrate terraform --state terraform.tfstate --into dev");
  });

  test.each([
    [["pulumi"], "name the old stack with --stack, or its export with --state"],
    [["pulumi", "--stack", "a", "--state", "b"], "give either --state or --stack, not both"],
    [["terraform"], "name the state with --state"],
    [
      ["terraform", "--state", "a", "--stack", "b"],
      "--stack is for pulumi: name the stack to import into with --into",
    ],
    [
      ["pulumi", "--stack", "a", "--rotate", "--without-secrets"],
      "option '--rotate' cannot be used with option '--without-secrets'",
    ],
    [
      ["pulumi", "--stack", "a", "--map", "urn=s3:Bucket"],
      "It must be a URN or an address, =, and one of rockit:Subscription",
    ],
    [["cdk"], "Allowed choices are pulumi, terraform."],
  ])("refuses %j as a usage error", async (args, sentence) => {
    const scene = await MigrateScene.start();
    const { exitCode, stdout, stderr } = await scene.migrate(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(sentence);
  });
});
