import { beforeEach, expect, test } from "vitest";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { startServers } from "../../helpers/servers.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { exportCommand, fakePulumi, rockitDurst } from "./command.ts";
import { builds, exportOf, jobs } from "./states.ts";
import { ownedResource, providerOfServers, withoutProgress } from "./unmanaged-scenes.ts";

let rockit: RockitSimulator;
let durst: DurstSimulator;
beforeEach(async () => {
  ({ rockit, durst } = await startServers());
  for (const name of ["builds", "by\u001b-hand"]) rockit.add({ ...builds, name });
  durst.addSubscriber({ hostUri: "https://press.example/secret-path", externalAuthType: "NONE" });
  for (const status of ["ACTIVE", "INACTIVE"] as const) durst.addSubscription(17, { ...jobs, status });
});

async function list(...args: string[]) {
  const resources = [
    providerOfServers({ rockit, durst }),
    ownedResource("rockit:Subscription", "builds", "builds", builds),
    ownedResource("durst:Subscription", "jobs", "17/4", jobs),
  ];
  const PATH = await fakePulumi({ [exportCommand()]: exportOf({ resources, pending: [] }) });
  const result = await rockitDurst(["list", ...args], { PATH });
  expectNoSecretsIn(result.stdout, rockit.credentials.apiKey, durst.credentials.password, "secret-path");
  return { ...result, stderr: withoutProgress(result.stderr) };
}

test("list and unmanaged fail for a Durst server without known subscribers", async () => {
  const state = exportOf({ resources: [providerOfServers({ durst })], pending: [] });
  const PATH = await fakePulumi({ [exportCommand()]: state });
  for (const command of ["list", "unmanaged"]) {
    const { exitCode, stderr } = await rockitDurst([command], { PATH });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("can't list its subscribers, and these stacks have none");
    expect(stderr).toContain("name them with --subscriber");
  }
});

test("lists the objects of all servers with the managing resources", async () => {
  const { exitCode, stdout, stderr } = await list();
  const at = [new URL(rockit.endpoint).host, new URL(durst.endpoint).host];
  const rockitAt = `${at[0]} (${rockit.credentials.orgName})`;
  expect(stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
    ["id", "server", "description", "managed by"],
    ["rockit:builds", rockitAt, "mkraw end, error to hooks.example", "shop/dev builds"],
    ["rockit:by -hand", rockitAt, "mkraw end, error to hooks.example", "(unmanaged)"],
    ["durst:17", at[1], "subscriber, calls press.example", "shop/dev jobs"],
    ["durst:17/4", at[1], "STATUS/PRODUCTION_JOB/*, calls press.example", "shop/dev jobs"],
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect([...rockit.writes(), ...durst.writes()]).toEqual([]);
});

test("lists one vendor's objects, including INACTIVE ones, as JSON", async () => {
  const { exitCode, stdout } = await list("durst", "--include-inactive", "--json");
  const { servers, objects, failures } = JSON.parse(stdout);
  expect(servers).toEqual([{ name: new URL(durst.endpoint).host, objects: 3 }]);
  expect(
    objects.map(({ id, managed, managedBy }: Record<string, unknown>) => [id, managed, managedBy]),
  ).toEqual([
    ["durst:17", true, ["shop/dev jobs"]],
    ["durst:17/4", true, ["shop/dev jobs"]],
    ["durst:17/5", false, []],
  ]);
  expect({ exitCode, failures }).toEqual({ exitCode: 0, failures: [] });
  expect(rockit.requests).toEqual([]);
});

test("lists the other servers and fails if one could not be read", async () => {
  await rockit.outage();
  const { exitCode, stdout, stderr } = await list();
  expect(exitCode).toBe(1);
  expect(stdout).toContain("durst:17/4");
  expect(stderr).toMatch(/^rockit-durst: reading [^\n]+$/);
  expect((await list("acme")).exitCode).toBe(2);
});
