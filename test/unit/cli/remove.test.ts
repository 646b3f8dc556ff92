import { PassThrough } from "node:stream";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { StackState } from "../../../provider/cli/state/export.ts";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import { startServers } from "../../helpers/servers.ts";
import { type DurstSimulator, type RockitSimulator, startRockit } from "../../simulators/index.ts";
import { exportCommand, fakePulumi, rockitDurst, writeLock } from "./command.ts";
import { builds, exportOf, jobs, pendingCreation, resource } from "./states.ts";
import { ownedResource, providerOfServers, stateForStack, withoutProgress } from "./unmanaged-scenes.ts";

let rockit: RockitSimulator;
let durst: DurstSimulator;
beforeEach(async () => {
  ({ rockit, durst } = await startServers());
  for (const name of ["builds", "old", "x y"]) rockit.add({ ...builds, name });
  const xAuthInfo = { user: "press", password: canary };
  durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "XAUTH", xAuthInfo });
  durst.addSubscriber({ hostUri: "https://old.example/", externalAuthType: "XAUTH", xAuthInfo });
  for (const subscriber of [17, 17, 18, 18])
    durst.addSubscription(subscriber, { ...jobs, path: undefined } as never);
});

const ownedResources = [
  ownedResource("rockit:Subscription", "builds", "builds", builds),
  ownedResource("durst:Subscriber", "press", "17", {}),
  ownedResource("durst:Subscription", "jobs", "17/4", jobs),
];
const state = (pending: StackState["pending"] = []): StackState => ({
  resources: [providerOfServers({ rockit, durst }), ...ownedResources],
  pending,
});

async function remove(
  args: readonly string[],
  answers: Record<string, StackState> = { [exportCommand()]: state() },
) {
  const exports = Object.entries(answers).map(([command, answer]) => [command, exportOf(answer)]);
  const PATH = await fakePulumi(Object.fromEntries(exports));
  const result = await rockitDurst(["remove", ...args], { PATH });
  const secrets = [rockit.credentials.apiKey, durst.credentials.password, canary];
  expectNoSecretsIn(result.stdout + result.stderr, ...secrets);
  return { ...result, stderr: withoutProgress(result.stderr) };
}

const statusesOf = (subscriber: number) =>
  [...durst.subscriptions(subscriber).values()].map(({ status }) => status);
const cellsOf = (stdout: string) => stdout.split("\n").map((line) => line.split(/ {2,}/));

describe("remove", { timeout: 60_000 }, () => {
  test("with --yes shows the objects and removes them", async () => {
    const ids = ["durst:18", "rockit:old", "durst:17/5", "rockit:x y", "rockit:old", "durst:18/4"];
    const { exitCode, stdout, stderr } = await remove([...ids, "--yes"]);
    const at = [new URL(rockit.endpoint).host, new URL(durst.endpoint).host];
    const rockitAt = `${at[0]} (${rockit.credentials.orgName})`;
    const removed =
      "will lose its credentials and have 2 subscriptions set INACTIVE; Durst keeps the subscriber itself";
    const deleted = "will be deleted with its signing secret";
    expect(cellsOf(stdout)).toEqual([
      ["durst:18", at[1], "subscriber, calls old.example", removed],
      ["rockit:old", rockitAt, "mkraw end, error to hooks.example", deleted],
      ["durst:17/5", at[1], "STATUS/PRODUCTION_JOB/*, calls press.example", "will be set INACTIVE"],
      ["rockit:x y", rockitAt, "mkraw end, error to hooks.example", deleted],
      ["durst:18/4", at[1], "STATUS/PRODUCTION_JOB/*, calls old.example", "will be set INACTIVE"],
      ["Removed 5 objects."],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect([...rockit.subscriptions.keys()]).toEqual(["builds"]);
    expect(statusesOf(17)).toEqual(["ACTIVE", "INACTIVE"]);
    expect(statusesOf(18)).toEqual(["INACTIVE", "INACTIVE"]);
    expect(durst.subscribers.get(17)?.externalAuthType).toBe("XAUTH");
    expect(durst.subscribers.get(18)?.externalAuthType).toBe("NONE");
    expect(durst.credentialOf(18)).toBeUndefined();
    expect(durst.subscribersHoldingAMask()).toEqual([]);
  });

  test("without --yes and without a terminal removes nothing, and fails", async () => {
    const { exitCode, stdout, stderr } = await remove(["rockit:old"]);
    expect(stdout).toMatch(/^rockit:old {2}/);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "rockit-durst: nothing was removed: run the command again with --yes",
    });
    expect(rockit.writes()).toEqual([]);
  });

  test.each([
    ["rockit:builds", "rockit:builds is managed by shop/dev builds: remove it from the program instead"],
    ["durst:17/4", "durst:17/4 is managed by shop/dev jobs: remove it from the program instead"],
    ["durst:17", "durst:17 is managed by shop/dev press, shop/dev jobs: remove it from the program instead"],
    ["rockit:none", "rockit:none is not on the servers of these stacks: list the ids with"],
    ["durst:4711", "no Durst server of these stacks has a subscriber 4711"],
  ])("refuses %s and then removes nothing", async (id, sentence) => {
    const { exitCode, stdout, stderr } = await remove(["rockit:old", id, "--yes"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^rockit-durst: nothing was removed: [^\n]+$/);
    expect(stderr).toContain(sentence);
    expect(rockit.writes()).toEqual([]);
    expect(durst.writes()).toEqual([]);
  });

  test("refuses an object of the second stack, and a subscriber with a managed subscription", async () => {
    const theirs = ownedResource("rockit:Subscription", "old", "old", { ...builds, name: "old" });
    const job = ownedResource("durst:Subscription", "job", "18/5", { ...jobs, subscriberId: 18 });
    const prod = stateForStack("prod", {
      resources: [providerOfServers({ rockit, durst }), theirs, job],
      pending: [],
    });
    const stacks = { [exportCommand("dev")]: state(), [exportCommand("prod")]: prod };
    const result = await remove(["rockit:old", "durst:18", "-s", "dev", "-s", "prod", "--yes"], stacks);
    expect(result.stderr).toBe(
      "rockit-durst: nothing was removed: rockit:old is managed by shop/prod old: remove it from the program instead; durst:18 is managed by shop/prod job: remove it from the program instead",
    );
    expect([...rockit.writes(), ...durst.writes()]).toEqual([]);
  });

  test("continues after a failure, names the failed object and exits with 1", async () => {
    rockit.faults.inject(
      { kind: "status", status: 503, acts: false },
      { route: "DELETE /be/v1/subscriptions/:name", times: 3 },
    );
    const { exitCode, stdout, stderr } = await remove(["rockit:old", "durst:17/5", "rockit:x y", "-y"]);
    expect(exitCode).toBe(1);
    expect(stderr.split("\n").at(-1)).toBe("rockit-durst: 1 of 3 objects could not be removed");
    const outcomes = cellsOf(stdout).slice(3);
    expect(outcomes.map(([mark, id]) => [mark, id])).toEqual([
      ["FAIL", "rockit:old"],
      ["ok", "durst:17/5"],
      ["ok", "rockit:x y"],
    ]);
    expect(outcomes[0]?.at(-1)).toMatch(/^removing rockit:old: .* answered 503 /);
    expect([...rockit.subscriptions.keys()].sort()).toEqual(["builds", "old"]);
    expect(statusesOf(17)).toEqual(["ACTIVE", "INACTIVE"]);
  });

  test("prints the outcomes as JSON, and nothing else on standard output", async () => {
    const { exitCode, stdout, stderr } = await remove(["rockit:old", "--yes", "--json"]);
    expect(JSON.parse(stdout)).toEqual([
      { id: "rockit:old", server: expect.stringContaining("(sim-org"), outcome: "removed", failed: false },
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test("leaves an INACTIVE subscription unchanged", async () => {
    durst.editSubscription(17, 5, { status: "INACTIVE" });
    const { exitCode, stdout } = await remove(["durst:17/5", "--yes"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("already INACTIVE");
    expect(durst.writes()).toEqual([]);
  });

  test("needs --server for an id that several servers have", async () => {
    await using second = await startRockit();
    second.add({ ...builds, name: "old" });
    const resources = [...state().resources, providerOfServers({ rockit: second }, "second")];
    const answers = { [exportCommand()]: { resources, pending: [] } };
    const both = await remove(["rockit:old", "--yes"], answers);
    expect(both.stderr).toMatch(/rockit:old is on several servers \(.+, .+\): choose one with --server$/);
    const name = `${new URL(second.endpoint).host} (${second.credentials.orgName})`;
    const one = await remove(["rockit:old", "--yes", "--server", name], answers);
    expect(one.exitCode).toBe(0);
    expect(second.subscriptions.size).toBe(0);
    expect(rockit.subscriptions.has("old")).toBe(true);
  });

  test("removes nothing while an update of a stack is running or was killed", async () => {
    const pending = [pendingCreation(resource("rockit:Subscription", "old", { ...builds, name: "old" }))];
    const { exitCode, stdout, stderr } = await remove(["rockit:old", "--yes"], {
      [exportCommand()]: state(pending),
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("an update of shop/dev is running or was killed");
    expect(rockit.requests).toEqual([]);
  });

  test.each([
    [
      "owns the object",
      "rockit:old is managed by shop/dev old: remove it from the program instead",
      (): StackState => ({
        ...state(),
        resources: [
          ...state().resources,
          ownedResource("rockit:Subscription", "old", "old", { ...builds, name: "old" }),
        ],
      }),
    ],
    [
      "is being updated",
      "an update of shop/dev is running",
      () => state([pendingCreation(resource("durst:Subscriber", "s", {}))]),
    ],
  ])("reads the state again before removing: now the stack %s", async (_, sentence, now) => {
    const PATH = await fakePulumi(
      { [exportCommand()]: exportOf(state()) },
      { [exportCommand()]: exportOf(now()) },
    );
    const { exitCode, stderr } = await rockitDurst(["remove", "rockit:old", "--yes"], { PATH });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`nothing was removed: ${sentence}`);
    expect(rockit.writes()).toEqual([]);
  });

  test("reads a state from standard input only once", async () => {
    const stdin = vi.spyOn(process, "stdin", "get");
    onTestFinished(() => stdin.mockRestore());
    stdin.mockReturnValue(new PassThrough().end(exportOf(state())) as never);
    const result = await rockitDurst(["remove", "rockit:old", "--state", "-", "--yes"], { PATH: "/nowhere" });
    expect(result.exitCode).toBe(0);
    expect([...rockit.subscriptions.keys()].sort()).toEqual(["builds", "x y"]);
  });

  test("removes no object that changed after it was shown", async () => {
    await using second = await startRockit();
    for (const name of ["builds", "old"]) second.add({ ...builds, name, url: "https://new.example/" });
    const now = { resources: [providerOfServers({ rockit: second, durst }), ...ownedResources], pending: [] };
    const PATH = await fakePulumi(
      { [exportCommand()]: exportOf(state()) },
      { [exportCommand()]: exportOf(now) },
    );
    const { exitCode, stdout, stderr } = await rockitDurst(["remove", "rockit:old", "--yes"], { PATH });
    expect(stdout).toContain("to hooks.example");
    expect(stderr).toMatch(
      /^rockit-durst: nothing was removed: an object has changed since it was shown, and is now rockit:old, .* to new\.example, .*: run the command again$/,
    );
    expect(exitCode).toBe(1);
    expect([...rockit.writes(), ...second.writes()]).toEqual([]);
  });

  test("removes nothing while an update of a stack holds its lock", async () => {
    const PATH = await fakePulumi({ [exportCommand()]: exportOf(state()) });
    await writeLock(PATH, "organization/shop/dev");
    const { exitCode, stderr } = await rockitDurst(["remove", "rockit:old", "--yes"], { PATH });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^rockit-durst: nothing was removed: an update of shop\/dev is running/);
    expect(rockit.requests).toEqual([]);
  });

  test("with --json and without --yes prints the planned effect and removes nothing", async () => {
    const { exitCode, stdout, stderr } = await remove(["rockit:old", "--json"]);
    expect(JSON.parse(stdout)).toEqual([
      {
        id: "rockit:old",
        server: expect.stringContaining("(sim-org"),
        description: "mkraw end, error to hooks.example",
        effect: "will be deleted with its signing secret",
      },
    ]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "rockit-durst: nothing was removed: run the command again with --yes",
    });
    expect(rockit.writes()).toEqual([]);
  });

  test("suspects the wrong server if all of several objects are missing", async () => {
    await using another = await startRockit();
    another.add({ ...builds, name: "theirs" });
    const inTheState = [
      ownedResources[0],
      ownedResource("rockit:Subscription", "b", "b", { ...builds, name: "b" }),
    ];
    const resources = [providerOfServers({ rockit: another }), ...inTheState] as StackState["resources"];
    const { exitCode, stderr } = await remove(["rockit:theirs", "--yes"], {
      [exportCommand()]: { resources, pending: [] },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("all 2 subscriptions are missing on ");
    expect(another.writes()).toEqual([]);
  });

  test.each([["old"], ["rockit:"], ["durst:a"], ["durst:17/4/1"], ["durst:17/"]])(
    "refuses %s, which is not an id",
    async (id) => {
      const { exitCode, stderr } = await remove([id, "--yes"]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("It must be an id as `rockit-durst unmanaged` prints it.");
    },
  );
});
