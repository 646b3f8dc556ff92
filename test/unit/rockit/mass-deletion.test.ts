import { expect, it } from "vitest";
import { RockitRun } from "../../../provider/rockit/run.ts";
import { rockitSettings } from "../../../provider/rockit/settings.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { server, startServerForEachTest } from "./server.ts";

const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example/a" };

startServerForEachTest();

const start = (more: Record<string, string> = {}) => {
  const environment = { ...environmentOf({ rockit: server }), ...more };
  return driverOf(
    rockitSubscriptionLifecycle,
    new RockitRun(rockitSettings({ config: () => undefined, environment })),
  );
};
const createSubscriptions = (...names: string[]) =>
  Promise.all(names.map((name) => start().create({ ...webhook, name })));
const removeAll = () => {
  for (const name of [...server.subscriptions.keys()]) server.remove(name);
};
const allMissingOutcome = (count: number) => ({
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
type SubscriptionState = Awaited<ReturnType<Engine["create"]>>;
const refreshAll = (engine: Engine, all: Awaited<ReturnType<typeof createSubscriptions>>) =>
  Promise.allSettled(all.map((known) => engine.refresh(known)));

it("a server that suddenly lacks all of several subscriptions is suspected to be wrong", async () => {
  const all = await createSubscriptions("a", "b", "c");
  removeAll();
  expect(await refreshAll(start(), all)).toEqual([
    allMissingOutcome(3),
    allMissingOutcome(3),
    allMissingOutcome(3),
  ]);
});

it("another organisation's subscriptions do not prove that the stack's are deleted", async () => {
  const all = await createSubscriptions("a", "b");
  removeAll();
  for (const name of ["x", "y", "z"]) server.add({ ...webhook, name } as never);
  expect(await refreshAll(start(), all)).toEqual([allMissingOutcome(2), allMissingOutcome(2)]);
});

it("one missing subscription of several counts as deleted", async () => {
  const all = await createSubscriptions("a", "b", "c");
  server.remove("b");
  const [a, b, c] = await refreshAll(start(), all);
  expect([a, c]).toEqual([all[0], all[2]].map((value) => ({ status: "fulfilled", value })));
  expect(b).toEqual({ status: "fulfilled", value: undefined });
});

it("the only subscription counts as deleted if it is missing", async () => {
  const [only] = await createSubscriptions("a");
  removeAll();
  expect(await start().refresh(only ?? expect.fail())).toBeUndefined();
});

it("all missing subscriptions count as deleted with allowAllMissing", async () => {
  const all = await createSubscriptions("a", "b");
  removeAll();
  const engineThatAllows = start({ ROCKIT_ALLOW_ALL_MISSING: "true" });
  expect(await refreshAll(engineThatAllows, all)).toEqual(
    Array(2).fill({ status: "fulfilled", value: undefined }),
  );
});

it("subscriptions deleted in this run count neither as present nor as missing", async () => {
  const all = await createSubscriptions("a", "b", "c", "d");
  const [a, b, c, d] = all as [SubscriptionState, SubscriptionState, SubscriptionState, SubscriptionState];
  const engine = start();
  await refreshAll(engine, all);
  await engine.delete(a);
  await engine.delete(b);
  removeAll();
  expect(await refreshAll(engine, [c, d])).toEqual([allMissingOutcome(2), allMissingOutcome(2)]);
  await expect(engine.delete(c)).rejects.toThrow(/all 2 subscriptions are missing/);
});

it("simultaneous reads share one list", async () => {
  const all = await createSubscriptions("a", "b", "c");
  server.clearRequests();
  await refreshAll(start(), all);
  expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
});
