// The fleet's command line: options, exit codes, and one JSON document for every result.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GracefulShutdown } from "../../../examples/durst-fleet/graceful-shutdown.ts";
import { chooseSites, readOptions } from "../../../examples/durst-fleet/options.ts";
import { exitCodeOf, failedIn, json, jsonOfError, table } from "../../../examples/durst-fleet/report.ts";
import type { Outcome, Result } from "../../../examples/durst-fleet/run-site.ts";
import { readSites, type Site } from "../../../examples/durst-fleet/sites.ts";
import { graceOf } from "../../../examples/durst-fleet/time-limit.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-report-"));
});
afterAll(() => rm(folder, { recursive: true }));
const writeTextFile = async (text: string) => {
  const path = join(folder, "file.json");
  await writeFile(path, text);
  return path;
};

const outcomeOf = (site: string, result: Result): Outcome => ({
  site,
  result,
  ...(result === "differs" ? { differences: ["drift", "not applied"] } : {}),
  create: 0,
  update: 0,
  replace: 0,
  delete: 0,
  unchanged: 0,
  seconds: 1,
  changes: [],
  ...(result === "ok" ? {} : { reason: `because of ${site}` }),
});
const reportOf = (...results: readonly Result[]) => ({
  command: "drift",
  parallel: 2,
  seconds: 3,
  sites: results.map((result, index) => outcomeOf(`site-${index}`, result)),
});

it.each<[readonly Result[], number]>([
  [[], 0],
  [["ok", "ok"], 0],
  [["ok", "differs"], 3],
  [["differs", "failed"], 1],
  [["ok", "failed"], 1],
  [["differs", "interrupted"], 1],
  [["ok", "skipped"], 1],
])("results %j exit with %i", (results, code) => {
  expect(exitCodeOf(reportOf(...results).sites)).toBe(code);
  expect(JSON.parse(json(reportOf(...results)))).toMatchObject({ schemaVersion: 1, exitCode: code });
});

it("the table shows the differences and why sites were skipped", () => {
  const text = table(reportOf("ok", "differs", "skipped"));
  expect(text).toMatch(/^site-1 +drift, not applied +\./m);
  expect(text).toContain("\nsite-1: because of site-1\n");
  expect(text).toMatch(
    /3 sites in 3 s: 1 ok, 1 differs, 1 skipped, 1 drift, 1 not applied \(because of site-2\)$/,
  );
});

describe("--only-failed", () => {
  it("selects the sites that were not ok", async () => {
    const failed = await failedIn(await writeTextFile(json(reportOf("ok", "differs", "failed", "skipped"))));
    const sites = reportOf("ok", "ok", "ok", "ok").sites.map(({ site }) => ({ name: site }) as Site);
    expect(
      chooseSites(sites, { sites: undefined, filter: undefined }, failed).map(({ name }) => name),
    ).toEqual(["site-1", "site-2", "site-3"]);
  });

  it("selects no site if all were ok", async () => {
    const failed = await failedIn(await writeTextFile(json(reportOf("ok"))));
    expect(
      chooseSites([{ name: "site-0" } as Site], { sites: undefined, filter: undefined }, failed),
    ).toEqual([]);
  });

  it.each([
    ["no JSON", "site  result"],
    ["another version", json(reportOf("failed")).replace('"schemaVersion": 1', '"schemaVersion": 2')],
    ["a run that reached no site", jsonOfError(2, "wrong", [])],
    ["another document", "[]"],
  ])("refuses %s", async (_, text) => {
    expect(await failedIn(await writeTextFile(text))).toBeUndefined();
  });

  it("refuses a missing file", async () => {
    expect(await failedIn(join(folder, "none.json"))).toBeUndefined();
  });

  it("refuses a report about sites that are not in the list", () => {
    const choose = () =>
      chooseSites([{ name: "site-0" } as Site], { sites: undefined, filter: undefined }, new Set(["gone"]));
    expect(choose).toThrow("--only-failed: the report names gone, which the list does not have");
  });
});

it("a run that reached no site writes a JSON document too", () => {
  expect(JSON.parse(jsonOfError(2, "nothing was done, for these reasons:", ["a: name: is missing"]))).toEqual(
    {
      schemaVersion: 1,
      exitCode: 2,
      error: "nothing was done, for these reasons:",
      mistakes: ["a: name: is missing"],
      sites: [],
      totals: {},
    },
  );
});

describe("options", () => {
  it.each([
    [["up", "--stop-after", "2", "--jitter", "60"], { stopAfter: 2, jitter: 60 }],
    [["repair", "--policy-pack", "/policies"], { command: "repair", policyPack: "/policies" }],
    [["drift"], { command: "drift", stopAfter: undefined, jitter: 0, onlyFailed: undefined }],
  ])("%j", (args, options) => {
    expect(readOptions(args)).toMatchObject(options);
  });

  it.each([
    [["repair", "--refresh"], "--refresh is for preview and up only"],
    [["drift", "--policy-pack", "x"], "--policy-pack is for preview, up and repair only"],
    [["up", "--yes"], "--yes is for destroy only"],
    [["up", "--stop-after", "0"], "--stop-after must be a whole number from 1 to 10000"],
  ])("%j is refused", (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

it.each([
  ["https://durst.example/base", "https://durst.example/base/"],
  ["https://durst.example", "https://DURST.example:443/"],
])("%s and %s are the same server", async (one, other) => {
  const entry = { username: "operator", receiver: "https://hooks.example.com/" };
  const list = [
    { ...entry, name: "a", endpoint: one },
    { ...entry, name: "b", endpoint: other },
  ];
  expect((await readSites(await writeTextFile(JSON.stringify(list)))).mistakes).toEqual([
    "site 2: endpoint: is the same as that of site 1",
  ]);
});

it("a run that writes has a longer grace period, which grows with its timeout", () => {
  expect(graceOf({ command: "drift", timeout: 600 })).toBeLessThan(graceOf({ command: "up", timeout: 5 }));
  expect(graceOf({ command: "up", timeout: 5 })).toBeLessThan(graceOf({ command: "up", timeout: 600 }));
});

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "a first %s stops a run gently, a second one at once",
  (signal) => {
    const before = process.listeners(signal);
    const messages: string[] = [];
    const shutdown = new GracefulShutdown((words) => messages.push(words));
    const [listener] = process.listeners(signal).filter((one) => !before.includes(one));
    listener?.(signal);
    expect([shutdown.begun, shutdown.terminating.aborted]).toEqual([true, false]);
    listener?.(signal);
    expect(shutdown.terminating.aborted).toBe(true);
    expect(messages).toHaveLength(2);
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      for (const one of process.listeners(name).slice(-1)) if (!before.includes(one)) process.off(name, one);
  },
);
