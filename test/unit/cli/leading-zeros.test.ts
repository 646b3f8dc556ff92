// A Durst id with leading zeros names the same object. A command that took it for another id would treat a
// managed object as unmanaged.
import { expect, test } from "vitest";
import { startDurst } from "../../simulators/index.ts";
import { exportCommand, fakePulumi, rockitDurst } from "./command.ts";
import { importScene } from "./import-scenes.ts";
import { exportOf, jobs } from "./states.ts";
import { ownedResource, providerOfServers } from "./unmanaged-scenes.ts";

async function startOwnedSubscriber() {
  const durst = await startDurst();
  const xAuthInfo = { user: "press", password: "p" };
  durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "XAUTH", xAuthInfo });
  durst.addSubscription(17, jobs);
  const resources = [providerOfServers({ durst }), ownedResource("durst:Subscriber", "press", "17", {})];
  const PATH = await fakePulumi({ [exportCommand()]: exportOf({ resources, pending: [] }) });
  return { durst, run: (...args: string[]) => rockitDurst(args, { PATH }) };
}

test.each([["durst:017"], ["durst:0000000017"]])("remove %s is refused if a stack owns 17", async (id) => {
  const { durst, run } = await startOwnedSubscriber();
  const { exitCode, stderr } = await run("remove", id, "--yes");
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("durst:17 is managed by shop/dev"),
  });
  expect(durst.writes()).toEqual([]);
  await durst.close();
});

test("unmanaged --subscriber 017 does not report subscriber 17 if a stack owns 17", async () => {
  const { durst, run } = await startOwnedSubscriber();
  const { stdout } = await run("unmanaged", "--subscriber", "017", "--json");
  const { findings } = JSON.parse(stdout) as { findings: { id: string }[] };
  expect(findings.map(({ id }) => id)).toEqual(["durst:17/4"]);
  await durst.close();
});

test("import --subscriber 017 --subscriber 17 imports subscriber 17 once", async () => {
  const scene = await importScene();
  scene.durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
  const { exitCode, stdout } = await scene.runImport(["durst", "--subscriber", "017", "--subscriber", "17"]);
  expect(exitCode).toBe(0);
  expect(stdout.split("\n")[0]).toMatch(/^17 as press-example /);
  expect(stdout.match(/press-example /g)).toHaveLength(1);
});
