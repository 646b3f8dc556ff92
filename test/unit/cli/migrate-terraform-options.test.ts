import { describe, expect, test } from "vitest";
import { filterOf } from "../../../provider/cli/adopt/filter.ts";
import { configCommand, exportCommand, fakePulumi } from "./command.ts";
import { canaries, changedState, MigrateScene, terraformArgs, tfstate } from "./migrate-scenes.ts";
import { exportOf } from "./states.ts";

describe("migrate terraform", { timeout: 60_000 }, () => {
  test("--offline contacts no server and trusts the state", async () => {
    const scene = await MigrateScene.start();
    scene.rockit.remove("deploys");
    const { exitCode, stdout } = await scene.migrate(
      terraformArgs(tfstate, "--without-secrets", "--offline"),
    );
    expect(exitCode).toBe(0);
    expect(scene.requests()).toEqual([]);
    expect(stdout).toContain("hook-deploys  deploy end");
    const imported = await scene.importedObjects();
    expect(imported["rockit:Subscription builds"]?.outputs).toMatchObject({
      secret: `secret: ${canaries.signing}`,
    });
    expect(imported["durst:Subscriber press"]?.outputs).toMatchObject({
      xAuthInfo: { user: "operator", password: "secret: canary-callback-password" },
    });
  });

  test("--map sets the type of an unrecognised resource; an impossible mapping fails", async () => {
    const scene = await MigrateScene.start();
    const state = await changedState((attributesOf) => {
      Object.assign(attributesOf("builds"), {
        path: "/proxy/hooks",
        data: "{}",
        create_response: null,
        api_response: null,
        api_data: {},
      });
    });
    const file = await scene.write("terraform.tfstate", state);
    expect((await scene.migrate(terraformArgs(file, "--without-secrets", "--dry-run"))).stdout).toContain(
      "restapi_object.builds                   is not recognised",
    );
    const mapped = await scene.migrate(
      terraformArgs(file, "--without-secrets", "--map", "restapi_object.builds=rockit:Subscription"),
    );
    expect(mapped.stdout).toMatch(/^builds +mkraw end, error/m);
    const nowhere = await scene.migrate(
      terraformArgs(file, "--without-secrets", "--force", "--map", "restapi_object.x=durst:Subscriber"),
    );
    expect(nowhere.stderr).toBe(
      "rockit-durst: --map restapi_object.x: the state has no such resource that could be migrated",
    );
    const noNumber = await scene.migrate(
      terraformArgs(
        file,
        "--without-secrets",
        "--dry-run",
        "--map",
        "restapi_object.builds=durst:Subscriber",
      ),
    );
    expect(noNumber.stdout).toContain("lacks its number on the server");
  });

  test("--json prints one document with the commands in order", async () => {
    const scene = await MigrateScene.start();
    const config = JSON.stringify({ "rockit:endpoint": { value: scene.rockit.endpoint, secret: false } });
    const PATH = await fakePulumi({
      [configCommand("dev")]: config,
      [exportCommand("dev")]: exportOf({ pending: [], resources: [] }),
    });
    const { exitCode, stdout } = await scene.migrate(
      terraformArgs(tfstate, "--without-secrets", "--into", "dev", "--json"),
      {
        PATH,
        ROCKIT_ENDPOINT: "",
      },
    );
    expect(exitCode).toBe(0);
    const { objects, commands, differences, missing, files, skipped } = JSON.parse(stdout);
    expect(objects).toHaveLength(5);
    expect(files).toEqual(["import.json", "subscriptions.ts"]);
    expect(commands).toEqual([
      "pulumi import --file import.json --yes --protect=false --generate-code=false --stack dev",
      expect.stringMatching(/^terraform state rm /),
      "pulumi preview --expect-no-changes --stack dev",
    ]);
    expect({ differences, missing }).toEqual({ differences: [], missing: [] });
    expect(skipped.map(({ address }: { address: string }) => address)).toContain("restapi_object.thing");
  });

  test("--dry-run writes nothing, and only --force overwrites existing files", async () => {
    const scene = await MigrateScene.start();
    const { exitCode, stdout } = await scene.migrate(
      terraformArgs(tfstate, "--without-secrets", "--dry-run"),
    );
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").at(-1)).toBe("Nothing was written: --dry-run.");
    await expect(scene.read("import.json")).rejects.toThrow("ENOENT");
    await scene.write("import.json", "mine");
    expect((await scene.migrate(terraformArgs(tfstate, "--without-secrets"))).stdout).toContain(
      "Written: subscriptions-2.ts, and import-2.json",
    );
    expect(await scene.read("import.json")).toBe("mine");
    expect((await scene.migrate(terraformArgs(tfstate, "--without-secrets", "--force"))).stdout).toContain(
      "Written: subscriptions.ts",
    );
  });

  test("a missing setting names the option --into", async () => {
    const scene = await MigrateScene.start();
    const { stderr } = await scene.migrate(terraformArgs(tfstate), { ROCKIT_ENDPOINT: "" });
    expect(stderr).toContain("name the stack with --into");
  });

  test("--filter matches names literally, except for *", () => {
    const isLike = filterOf(['module.site["innsbruck"].*', "build?"]);
    const names = ['module.site["innsbruck"].hook', "module.site[innsbruck].hook", "builds", "build?"];
    expect(names.filter(isLike)).toEqual(['module.site["innsbruck"].hook', "build?"]);
  });

  test("--filter without a match fails", async () => {
    const scene = await MigrateScene.start();
    const { exitCode, stderr } = await scene.migrate(terraformArgs(tfstate, "--filter", "nope*"));
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("nothing matches --filter nope*"),
    });
  });
});
