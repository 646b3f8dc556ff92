import { describe, expect, test } from "vitest";
import { filterOf } from "../../../provider/cli/adopt/filter.ts";
import { ensureBuilt } from "../../helpers/build-output.ts";
import { fakePulumi } from "./command.ts";
import { canaries, changedState, scene, tfstate } from "./migrate-scenes.ts";
import { exportOf } from "./states.ts";

await ensureBuilt("cli/main.js");

const from = (state: string, ...args: string[]) => ["terraform", "--state", state, ...args];
const chosen = "--without-secrets";

describe("migrate terraform", { timeout: 60_000 }, () => {
  test("--offline contacts no server and trusts the state", async () => {
    const here = await scene();
    here.rockit.remove("deploys");
    const { exitCode, stdout } = await here.migrate(from(tfstate, chosen, "--offline"));
    expect(exitCode).toBe(0);
    expect(here.requests()).toEqual([]);
    expect(stdout).toContain("hook-deploys  deploy end");
    const imported = await here.imported();
    expect(imported["rockit:Subscription builds"]?.outputs).toMatchObject({
      secret: `secret: ${canaries.signing}`,
    });
    expect(imported["durst:Subscriber press"]?.outputs).toMatchObject({
      xAuthInfo: { user: "operator", password: "secret: canary-callback-password" },
    });
  });

  test("--map sets the type of an unrecognised resource; an impossible mapping fails", async () => {
    const here = await scene();
    const state = await changedState((attributesOf) => {
      Object.assign(attributesOf("builds"), {
        path: "/proxy/hooks",
        data: "{}",
        create_response: null,
        api_response: null,
        api_data: {},
      });
    });
    const file = await here.write("terraform.tfstate", state);
    expect((await here.migrate(from(file, chosen, "--dry-run"))).stdout).toContain(
      "restapi_object.builds                   is not recognised",
    );
    const mapped = await here.migrate(
      from(file, chosen, "--map", "restapi_object.builds=rockit:Subscription"),
    );
    expect(mapped.stdout).toMatch(/^builds +mkraw end, error/m);
    const nowhere = await here.migrate(
      from(file, chosen, "--force", "--map", "restapi_object.x=durst:Subscriber"),
    );
    expect(nowhere.stderr).toBe(
      "rockit-durst: --map restapi_object.x: the state has no such resource that could be migrated",
    );
    const noNumber = await here.migrate(
      from(file, chosen, "--dry-run", "--map", "restapi_object.builds=durst:Subscriber"),
    );
    expect(noNumber.stdout).toContain("lacks its number on the server");
  });

  test("--json prints one document with the commands in order", async () => {
    const here = await scene();
    const config = JSON.stringify({ "rockit:endpoint": { value: here.rockit.endpoint, secret: false } });
    const PATH = await fakePulumi({
      "config --json --show-secrets --stack dev": config,
      "stack export --show-secrets --stack dev": exportOf({ pending: [], resources: [] }),
    });
    const { exitCode, stdout } = await here.migrate(from(tfstate, chosen, "--into", "dev", "--json"), {
      PATH,
      ROCKIT_ENDPOINT: "",
    });
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
    const here = await scene();
    const { exitCode, stdout } = await here.migrate(from(tfstate, chosen, "--dry-run"));
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").at(-1)).toBe("Nothing was written: --dry-run.");
    await expect(here.read("import.json")).rejects.toThrow("ENOENT");
    await here.write("import.json", "mine");
    expect((await here.migrate(from(tfstate, chosen))).stdout).toContain(
      "Written: subscriptions-2.ts, and import-2.json",
    );
    expect(await here.read("import.json")).toBe("mine");
    expect((await here.migrate(from(tfstate, chosen, "--force"))).stdout).toContain(
      "Written: subscriptions.ts",
    );
  });

  test("a missing setting names the option --into", async () => {
    const here = await scene();
    const { stderr } = await here.migrate(from(tfstate), { ROCKIT_ENDPOINT: "" });
    expect(stderr).toContain("name the stack with --into");
  });

  test("--filter matches names literally, except for *", () => {
    const isLike = filterOf(['module.site["innsbruck"].*', "build?"]);
    const names = ['module.site["innsbruck"].hook', "module.site[innsbruck].hook", "builds", "build?"];
    expect(names.filter(isLike)).toEqual(['module.site["innsbruck"].hook', "build?"]);
  });

  test("--filter without a match fails", async () => {
    const here = await scene();
    const { exitCode, stderr } = await here.migrate(from(tfstate, "--filter", "nope*"));
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("nothing matches --filter nope*"),
    });
  });
});
