// The commands on states that an interrupted run of a released version left behind.
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../helpers/environment.ts";
import {
  restoreUnfinished,
  startRecordedServers,
  stateFileOf,
  unfinishedVersions,
} from "../../helpers/recorded-states.ts";
import { rockitDurst } from "./command.ts";
import { configOf, problemsIn, runDoctor } from "./doctor-scenes.ts";
import { withoutProgress } from "./unmanaged-scenes.ts";

async function startUnfinishedServers() {
  const servers = await startRecordedServers();
  restoreUnfinished(servers);
  return servers;
}

test("a recorded state exists", () => {
  expect(unfinishedVersions()).toContain("0.1.0-unfinished");
});

describe.each(unfinishedVersions())("with the state of %s", { timeout: 60_000 }, (version) => {
  const unmanaged = async (servers: Awaited<ReturnType<typeof startUnfinishedServers>>) => {
    const env = { PATH: "/nowhere", ...environmentOf(servers) };
    const { stderr, ...result } = await rockitDurst(
      ["unmanaged", "--state", stateFileOf(version), "--json"],
      env,
    );
    return { ...JSON.parse(result.stdout), exitCode: result.exitCode, stderr: withoutProgress(stderr) };
  };

  test("unmanaged reports no object of an unfinished creation as unmanaged or missing", async () => {
    await using servers = await startUnfinishedServers();
    expect(await unmanaged(servers)).toMatchObject({ findings: [], failures: [], exitCode: 0, stderr: "" });
    expect([...servers.rockit.writes(), ...servers.durst.writes()]).toEqual([]);
  });

  test("unmanaged finds an object that no unfinished creation can have created", async () => {
    await using servers = await startUnfinishedServers();
    servers.durst.addSubscription(17, { topic: "STATUS/ARTICLE/*", status: "ACTIVE" });
    expect((await unmanaged(servers)).findings).toMatchObject([{ kind: "unmanaged", id: "durst:17/6" }]);
  });

  test("doctor names the unfinished resources", async () => {
    await using servers = await startUnfinishedServers();
    const state = await readFile(stateFileOf(version), "utf8");
    const { lines, exitCode } = await runDoctor({ config: configOf(servers), state });
    expect(problemsIn(lines)).toEqual(["FAIL state.unfinished"]);
    const line = lines.find(({ id }) => id === "state.unfinished");
    expect(line?.what.replace(/.*: /, "").split(", ").sort()).toEqual([
      "archive",
      "builds",
      "imports",
      "jobs",
      "motifs",
    ]);
    expect(exitCode).toBe(1);
  });
});
