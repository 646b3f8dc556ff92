import { afterEach, beforeEach, expect, it } from "vitest";
import { RockitRun } from "../../../provider/rockit/run.ts";
import { rockitSettings } from "../../../provider/rockit/settings.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { type RockitSimulator, startRockit } from "../../simulators/index.ts";

const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example/a" };

let server: RockitSimulator;
beforeEach(async () => {
  server = await startRockit();
});
afterEach(() => server.close());

const start = (more: Record<string, string> = {}) => {
  const environment = { ...environmentOf({ rockit: server }), ...more };
  return driverOf(
    rockitSubscriptionLifecycle,
    new RockitRun(rockitSettings({ config: () => undefined, environment })),
  );
};
const created = (...names: string[]) =>
  Promise.all(names.map((name) => start().create({ ...webhook, name })));
const emptied = () => {
  for (const name of [...server.subscriptions.keys()]) server.remove(name);
};
const refusal = (count: number) => ({
  status: "rejected",
  reason: expect.objectContaining({
    name: "PreconditionError",
    message: expect.stringMatching(
      new RegExp(
        `^all ${count} subscriptions are missing on 127\\.0\\.0\\.1:\\d+: .*set rockit:allowAllMissing \\(ROCKIT_ALLOW_ALL_MISSING\\) to true for this one command$`,
      ),
    ),
  }),
});
type Engine = ReturnType<typeof start>;
type Known = Awaited<ReturnType<Engine["create"]>>;
const refreshAll = (engine: Engine, all: Awaited<ReturnType<typeof created>>) =>
  Promise.allSettled(all.map((known) => engine.refresh(known)));

it("a server that suddenly lacks all of several subscriptions is suspected to be wrong", async () => {
  const all = await created("a", "b", "c");
  emptied();
  expect(await refreshAll(start(), all)).toEqual([refusal(3), refusal(3), refusal(3)]);
});

it("another organisation's subscriptions do not prove that the stack's are deleted", async () => {
  const all = await created("a", "b");
  emptied();
  for (const name of ["x", "y", "z"]) server.add({ ...webhook, name } as never);
  expect(await refreshAll(start(), all)).toEqual([refusal(2), refusal(2)]);
});

it("one missing subscription of several counts as deleted", async () => {
  const all = await created("a", "b", "c");
  server.remove("b");
  const [a, b, c] = await refreshAll(start(), all);
  expect([a, c]).toEqual([all[0], all[2]].map((value) => ({ status: "fulfilled", value })));
  expect(b).toEqual({ status: "fulfilled", value: undefined });
});

it("the only subscription counts as deleted if it is missing", async () => {
  const [only] = await created("a");
  emptied();
  expect(await start().refresh(only ?? expect.fail())).toBeUndefined();
});

it("all missing subscriptions count as deleted with allowAllMissing", async () => {
  const all = await created("a", "b");
  emptied();
  const meant = start({ ROCKIT_ALLOW_ALL_MISSING: "true" });
  expect(await refreshAll(meant, all)).toEqual(Array(2).fill({ status: "fulfilled", value: undefined }));
});

it("subscriptions deleted in this run count neither as present nor as missing", async () => {
  const all = await created("a", "b", "c", "d");
  const [a, b, c, d] = all as [Known, Known, Known, Known];
  const engine = start();
  await refreshAll(engine, all);
  await engine.delete(a);
  await engine.delete(b);
  emptied();
  expect(await refreshAll(engine, [c, d])).toEqual([refusal(2), refusal(2)]);
  await expect(engine.delete(c)).rejects.toThrow(/all 2 subscriptions are missing/);
});

it("simultaneous reads share one list", async () => {
  const all = await created("a", "b", "c");
  server.clearRequests();
  await refreshAll(start(), all);
  expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
});
