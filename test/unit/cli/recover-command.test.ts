import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectWithout } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { fakePulumi, rockitDurst } from "./command.ts";
import { builds, creating, exportOf, providerOf, resource } from "./states.ts";

let rockit: RockitSimulator;
beforeEach(async () => {
  rockit = await startRockit({ apiKey: "ca/na+ry==&" });
  rockit.add(builds);
});
afterEach(() => rockit.close());

const mine = resource("rockit:Subscription", "builds", builds);
const other = resource("rockit:Subscription", "other", { ...builds, name: "other" });
const asked = "stack export --show-secrets";

/** The command in a stack where a run was killed while it created two subscriptions. */
async function recover(args: readonly string[], pending = [creating(mine), creating(other)]) {
  const state = exportOf({ pending, resources: [providerOf({ rockit })] });
  const PATH = await fakePulumi({ [asked]: state, [`${asked} --stack dev`]: state });
  const ended = await rockitDurst(["recover", ...args], { PATH });
  expectWithout(ended.stdout + ended.stderr, rockit.credentials.apiKey);
  return ended;
}

const found = `ROCKIT subscription "builds"  was made, and its signing secret is lost: to be deleted
ROCKIT subscription "other"   was not made`;

describe("recover", { timeout: 60_000 }, () => {
  test("with --yes takes off what was made, and says what comes next", async () => {
    const { exitCode, stdout, stderr } = await recover(["--yes", "--stack", "dev"]);
    expect(stdout).toBe(
      `${found}\nTaken off: 1. Next: pulumi refresh --clear-pending-creates --stack dev, then pulumi up --stack dev`,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("without --yes and without a terminal takes nothing off, and fails", async () => {
    const { exitCode, stdout, stderr } = await recover([]);
    expect(exitCode).toBe(1);
    expect(stdout).toBe(found);
    expect(stderr).toBe("rockit-durst: nothing was taken off: run it again with --yes");
    expect(rockit.writes()).toEqual([]);
  });

  test("prints what it found as JSON, with --yes and without", async () => {
    const printed = [
      {
        urn: mine.urn,
        what: 'ROCKIT subscription "builds"',
        finding: "was made, and its signing secret is lost: to be deleted",
        left: true,
      },
      { urn: other.urn, what: 'ROCKIT subscription "other"', finding: "was not made", left: false },
    ];
    const asking = await recover(["--json"]);
    expect(JSON.parse(asking.stdout)).toEqual(printed);
    expect(asking.exitCode).toBe(1);
    expect(rockit.writes()).toEqual([]);
    const taking = await recover(["--json", "--yes"]);
    expect(JSON.parse(taking.stdout)).toEqual(printed);
    expect(taking.exitCode).toBe(0);
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("has nothing to ask where nothing was made", async () => {
    const { exitCode, stdout } = await recover([], [creating(other)]);
    expect(stdout).toContain(
      "Nothing had to be taken off. Next: pulumi refresh --clear-pending-creates, then",
    );
    expect(exitCode).toBe(0);
  });

  test("has nothing to do where no creation was interrupted", async () => {
    const { exitCode, stdout } = await recover([], []);
    expect(stdout).toBe("No creation of this package's resources was interrupted: nothing to recover.");
    expect(exitCode).toBe(0);
    expect(rockit.requests).toEqual([]);
  });

  test("asks the environment's server for a resource whose provider has no settings", async () => {
    const PATH = await fakePulumi({ [asked]: exportOf({ pending: [creating(mine)], resources: [] }) });
    const { exitCode } = await rockitDurst(["recover", "--yes"], { PATH, ...environmentOf({ rockit }) });
    expect(exitCode).toBe(0);
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("says in one sentence that the server can't be asked", async () => {
    await rockit.outage();
    const { exitCode, stdout, stderr } = await recover(["--yes"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^rockit-durst: looking for ROCKIT subscription "builds": [^\n]+$/);
  });

  test("says that there is no pulumi, or what it said", async () => {
    const without = await rockitDurst(["recover"], { PATH: "/nowhere" });
    expect(without).toMatchObject({ exitCode: 1, stdout: "" });
    expect(without.stderr).toMatch(
      /^rockit-durst: `pulumi` is not on PATH, or the folder does not exist[^\n]+$/,
    );
    const { exitCode, stderr } = await recover(["--stack", "nope"]);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `rockit-durst: reading the state: pulumi said: error: unknown here: ${asked} --stack nope`,
    );
  });
});
