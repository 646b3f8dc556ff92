import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { backendCommand, exportCommand, fakePulumi, rockitDurst, writeLock } from "./command.ts";
import { builds, exportOf, pendingCreation, providerOf, resource } from "./states.ts";
import { withoutProgress } from "./unmanaged-scenes.ts";

let rockit: RockitSimulator;
beforeEach(async () => {
  rockit = await startRockit({ apiKey: "ca/na+ry==&" });
  rockit.add(builds);
});
afterEach(() => rockit.close());

const buildsResource = resource("rockit:Subscription", "builds", builds);
const otherResource = resource("rockit:Subscription", "other", { ...builds, name: "other" });

/** Runs `cleanup` on a stack whose last run was killed while creating two subscriptions. */
async function cleanup(
  args: readonly string[],
  pending = [pendingCreation(buildsResource), pendingCreation(otherResource)],
) {
  const state = exportOf({ pending, resources: [providerOf({ rockit })] });
  const PATH = await fakePulumi({ [exportCommand()]: state, [exportCommand("dev")]: state });
  const result = await rockitDurst(["cleanup", ...args], { PATH });
  expectNoSecretsIn(result.stdout + result.stderr, rockit.credentials.apiKey);
  return { ...result, stderr: withoutProgress(result.stderr) };
}

const findings = `ROCKIT subscription "builds"  was created, but its signing secret is lost: will be deleted
ROCKIT subscription "other"   was not created`;

describe("cleanup", { timeout: 60_000 }, () => {
  test("with --yes removes the created objects and names the next commands", async () => {
    const { exitCode, stdout, stderr } = await cleanup(["--yes", "--stack", "dev"]);
    expect(stdout).toBe(
      `${findings}\nRemoved 1 object. Next: pulumi refresh --clear-pending-creates --stack dev, then pulumi up --stack dev`,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("without --yes and without a terminal removes nothing, and fails", async () => {
    const { exitCode, stdout, stderr } = await cleanup([]);
    expect(exitCode).toBe(1);
    expect(stdout).toBe(findings);
    expect(stderr).toBe("rockit-durst: nothing was removed: run the command again with --yes");
    expect(rockit.writes()).toEqual([]);
  });

  test("prints the findings as JSON, with --yes and without", async () => {
    const printed = [
      {
        urn: buildsResource.urn,
        description: 'ROCKIT subscription "builds"',
        finding: "was created, but its signing secret is lost: will be deleted",
        removable: true,
      },
      {
        urn: otherResource.urn,
        description: 'ROCKIT subscription "other"',
        finding: "was not created",
        removable: false,
      },
    ];
    const withoutYes = await cleanup(["--json"]);
    expect(JSON.parse(withoutYes.stdout)).toEqual(printed);
    expect(withoutYes.exitCode).toBe(1);
    expect(rockit.writes()).toEqual([]);
    const withYes = await cleanup(["--json", "--yes"]);
    expect(JSON.parse(withYes.stdout)).toEqual(printed);
    expect(withYes.exitCode).toBe(0);
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("with --json and without --yes removes nothing and does not ask", async () => {
    const { exitCode, stderr } = await cleanup(["--json"]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "rockit-durst: nothing was removed: run the command again with --yes",
    });
  });

  describe("while an update may be running", () => {
    const stateOf = (pending: Parameters<typeof pendingCreation>[0][], resources: object[] = []) =>
      exportOf({
        pending: pending.map(pendingCreation),
        resources: [providerOf({ rockit }), ...resources] as never,
      });
    /** A `pulumi` of a stack whose creation of the subscription `builds` was interrupted. */
    const pulumiWith = (answers: Record<string, string> = {}, later: Record<string, string> = {}) =>
      fakePulumi({ [exportCommand()]: stateOf([buildsResource]), ...answers }, later);
    const refused =
      "rockit-durst: nothing was removed: an update of shop/dev is running, or was killed and left its lock. Wait until it ends; if it was killed, run `pulumi cancel` first";
    const cloud = JSON.stringify({ user: "me", url: "https://api.pulumi.com" });
    const history = "stack history --json --page-size 1";

    test.each(["organization/shop/dev", "dev"])("refuses if a folder has the lock of %s", async (stack) => {
      const PATH = await pulumiWith();
      await writeLock(PATH, stack);
      const result = await rockitDurst(["cleanup", "--yes"], { PATH });
      expect(withoutProgress(result.stderr)).toBe(refused);
      expect(result).toMatchObject({ exitCode: 1, stdout: "" });
      expect(rockit.requests).toEqual([]);
    });

    test.each([
      ["any stack blocks the selected stack, whose name is unknown", [], "organization/shop/prod", 1],
      ["dev blocks dev", ["--stack", "dev"], "organization/shop/dev", 1],
      ["dev without a project blocks dev", ["--stack", "dev"], "dev", 1],
      ["another stack does not block dev", ["--stack", "dev"], "organization/shop/prod", 0],
      ["dev blocks dev by its full name", ["--stack", "organization/shop/dev"], "organization/shop/dev", 1],
      ["dev blocks dev of an organisation", ["--stack", "organization/dev"], "organization/shop/dev", 1],
      [
        "dev of another project does not block dev",
        ["--stack", "organization/shop/dev"],
        "organization/x/dev",
        0,
      ],
    ])("with an empty state, %s", async (_, args, locked, exitCode) => {
      const command = [exportCommand(), ...args].join(" ");
      const PATH = await fakePulumi({ [command]: exportOf({ pending: [], resources: [] }) });
      await writeLock(PATH, locked);
      const result = await rockitDurst(["cleanup", "--yes", ...args], { PATH }, PATH);
      expect({ exitCode: result.exitCode, stderr: withoutProgress(result.stderr) }).toEqual({
        exitCode,
        stderr: exitCode === 0 ? "" : expect.stringContaining("nothing was removed: an update of "),
      });
    });

    test.each([
      ["organization/shop/dev", 1],
      ["organization/other/dev", 0],
    ])("with an empty state of shop, a lock of %s leads to exit code %d", async (locked, exitCode) => {
      const PATH = await fakePulumi({ [exportCommand("dev")]: exportOf({ pending: [], resources: [] }) });
      await writeLock(PATH, locked);
      await writeFile(join(PATH, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
      const result = await rockitDurst(["cleanup", "--yes", "--stack", "dev"], { PATH }, PATH);
      expect(result.exitCode).toBe(exitCode);
    });

    test("continues if only another stack is locked", async () => {
      const PATH = await pulumiWith();
      await writeLock(PATH, "organization/shop/prod");
      expect((await rockitDurst(["cleanup", "--yes"], { PATH })).exitCode).toBe(0);
    });

    test("refuses if the backend's folder can't be searched for locks", async () => {
      const nowhere = JSON.stringify({ url: "file:///nowhere" });
      const PATH = await pulumiWith({ [backendCommand]: nowhere });
      const { exitCode, stderr } = await rockitDurst(["cleanup", "--yes"], { PATH });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /nothing was removed: the backend file:\/\/\/nowhere can't be searched for locks/,
      );
      expect(rockit.requests).toEqual([]);
    });

    test.each([
      ["in-progress", cloud],
      ["not-started", cloud],
      // The engine prints an empty URL if it does not know the console of a service.
      ["in-progress", JSON.stringify({ user: "me", url: "" })],
    ])("refuses if Pulumi Cloud reports an update %s: %s", async (result, service) => {
      const updates = JSON.stringify([{ kind: "update", result }]);
      const PATH = await pulumiWith({ [backendCommand]: service, [history]: updates });
      const { stderr } = await rockitDurst(["cleanup", "--yes"], { PATH });
      expect(withoutProgress(stderr)).toBe(refused);
      expect(rockit.requests).toEqual([]);
    });

    test("continues if the last update in Pulumi Cloud has ended", async () => {
      const updates = JSON.stringify([{ kind: "update", result: "failed" }]);
      const PATH = await pulumiWith({ [backendCommand]: cloud, [history]: updates });
      expect((await rockitDurst(["cleanup", "--yes"], { PATH })).exitCode).toBe(0);
    });

    const url = "postgres://user:canary@db.example/pulumi";
    test("continues with a warning if locks can't be seen, without the backend's address", async () => {
      const PATH = await pulumiWith({ [backendCommand]: JSON.stringify({ url }) });
      const { exitCode, stderr } = await rockitDurst(["cleanup", "--yes"], { PATH });
      const line =
        "This command can't see locks in a postgres backend: make sure that no update of shop/dev is running.";
      expect({ exitCode, stderr: withoutProgress(stderr) }).toEqual({
        exitCode: 0,
        stderr: `${line}\n${line}`,
      });
    });

    test("refuses if an update started after the findings were shown", async () => {
      const locked = await fakePulumi({});
      await writeLock(locked, "organization/shop/dev");
      const later = { [backendCommand]: JSON.stringify({ url: `file://${locked}` }) };
      const PATH = await pulumiWith({}, later);
      const { exitCode, stdout, stderr } = await rockitDurst(["cleanup", "--yes"], { PATH });
      expect(stdout).toContain("was created, but its signing secret is lost: will be deleted");
      expect({ exitCode, stderr: withoutProgress(stderr) }).toEqual({ exitCode: 1, stderr: refused });
      expect(rockit.writes()).toEqual([]);
    });

    test.each([
      ["belongs to its own resource", () => stateOf([], [{ ...buildsResource, id: "builds" }])],
      ["belongs to another resource", () => stateOf([buildsResource], [{ ...otherResource, id: "builds" }])],
    ])("keeps an object that meanwhile %s", async (_, later) => {
      rockit.add({ ...builds, name: "other" });
      const PATH = await pulumiWith({}, { [exportCommand()]: later() });
      const { exitCode, stderr } = await rockitDurst(["cleanup", "--yes"], { PATH });
      expect({ exitCode, stderr: withoutProgress(stderr) }).toEqual({
        exitCode: 1,
        stderr:
          "rockit-durst: removed 0 of 1 object: the rest has changed since it was shown. Run `rockit-durst cleanup` again",
      });
      expect(rockit.writes()).toEqual([]);
    });
  });

  test("prints names without control characters, and stack names as shell words", async () => {
    const name = "a\u202e\u001b[31m";
    rockit.add({ ...builds, name });
    const odd = resource("rockit:Subscription", "odd", { ...builds, name });
    const state = exportOf({ pending: [pendingCreation(odd)], resources: [providerOf({ rockit })] });
    const PATH = await fakePulumi({ [exportCommand("a b")]: state });
    for (const more of [[], ["--json"], ["--yes"]]) {
      const { stdout } = await rockitDurst(["cleanup", "--stack", "a b", ...more], { PATH });
      expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      if (more[0] === "--yes") expect(stdout).toContain("then pulumi up --stack 'a b'");
    }
  });

  test("asks no question if nothing was created", async () => {
    const { exitCode, stdout } = await cleanup([], [pendingCreation(otherResource)]);
    expect(stdout).toContain("Nothing had to be removed. Next: pulumi refresh --clear-pending-creates, then");
    expect(exitCode).toBe(0);
  });

  test("has nothing to do if no creation was interrupted", async () => {
    const { exitCode, stdout } = await cleanup([], []);
    expect(stdout).toBe("No creation of this package's resources was interrupted: nothing to clean up.");
    expect(exitCode).toBe(0);
    expect(rockit.requests).toEqual([]);
  });

  test("uses the environment's settings for a resource whose provider has none", async () => {
    const PATH = await fakePulumi({
      [exportCommand()]: exportOf({ pending: [pendingCreation(buildsResource)], resources: [] }),
    });
    const { exitCode } = await rockitDurst(["cleanup", "--yes"], { PATH, ...environmentOf({ rockit }) });
    expect(exitCode).toBe(0);
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("reports an unreachable server in one line", async () => {
    await rockit.outage();
    const { exitCode, stdout, stderr } = await cleanup(["--yes"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^rockit-durst: looking for ROCKIT subscription "builds": [^\n]+$/);
  });

  test.each([
    ["user:ca'n%20a@ry@db.example", "user:[secret]@db.example"],
    [
      "db.example/pulumi?user=me&password=canary&sslpassword=canary",
      "db.example/pulumi?user=me&password=[secret]&sslpassword=[secret]",
    ],
  ])("hides the password in a backend's address: %s", async (address, shown) => {
    const errorOf = (at: string) =>
      `error: unable to open state database "postgres://${at}": connection refused`;
    const PATH = await fakePulumi({ [exportCommand()]: errorOf(address) });
    const { stderr } = await rockitDurst(["cleanup"], { PATH });
    expect(stderr).toBe(`rockit-durst: reading the state: pulumi said: ${errorOf(shown)}`);
  });

  test("reports a missing `pulumi`, and quotes the error of `pulumi`", async () => {
    const without = await rockitDurst(["cleanup"], { PATH: "/nowhere" });
    expect(without).toMatchObject({ exitCode: 1, stdout: "" });
    expect(without.stderr).toMatch(
      /^rockit-durst: `pulumi` is not on PATH, or the folder does not exist[^\n]+$/,
    );
    const { exitCode, stderr } = await cleanup(["--stack", "nope"]);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `rockit-durst: reading the state: pulumi said: error: unknown here: ${exportCommand("nope")}`,
    );
  });
});
