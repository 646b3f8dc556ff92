// Kills runs with -9 while ROCKIT serves one of their requests. The documented commands must then restore the declared state. Each
// run begins where the previous one ended.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  after,
  before,
  KilledRuns,
  type KillPoint,
  ProgramResources,
  type RequestPhase,
} from "./killed/killed-runs.ts";
import { namedWebhook, slackSubscription, slackToken, unnamedWebhook } from "./killed/rockit-resources.ts";

const creating = "POST /be/v1/subscriptions";
const deleting = /^DELETE /;

let runs: KilledRuns;
let killCount = 0;

beforeAll(async () => {
  runs = await KilledRuns.start();
});
afterAll(async () => {
  await runs.expectNoLeak([slackToken]);
  console.log(
    `killed at ${killCount} requests of ROCKIT, converged after each: 0 lost, 0 duplicated, 0 unmanaged`,
  );
  await runs[Symbol.asyncDispose]();
});

const program = new ProgramResources();
const { put, remove } = program;

const steps: readonly (readonly [string, RequestPhase, KillPoint["route"], () => void])[] = [
  ["creating a webhook with a name", before, creating, put(namedWebhook("builds", "1"))],
  ["creating a webhook with a name", after, creating, put(namedWebhook("images", "1"))],
  ["creating a webhook without a name", before, creating, put(unnamedWebhook("nightly", "1"))],
  ["creating a webhook without a name", after, creating, put(unnamedWebhook("weekly", "1"))],
  ["creating a Slack subscription", before, creating, put(slackSubscription("releases"))],
  ["creating a Slack subscription", after, creating, put(slackSubscription("rollbacks"))],
  ["deleting to replace under the same name", before, deleting, put(namedWebhook("builds", "2"))],
  ["deleting to replace under the same name", after, deleting, put(namedWebhook("images", "2"))],
  ["creating a replacement under the same name", before, creating, put(namedWebhook("builds", "3"))],
  ["creating a replacement under the same name", after, creating, put(namedWebhook("images", "3"))],
  ["creating a replacement under a new name", before, creating, put(unnamedWebhook("nightly", "2"))],
  ["creating a replacement under a new name", after, creating, put(unnamedWebhook("weekly", "2"))],
  ["deleting a webhook replaced under a new name", before, deleting, put(unnamedWebhook("nightly", "3"))],
  ["deleting a webhook replaced under a new name", after, deleting, put(unnamedWebhook("weekly", "3"))],
  ["deleting a Slack subscription", before, deleting, remove("releases")],
  ["deleting a Slack subscription", after, deleting, remove("rollbacks")],
];

test.each(steps)("killed while %s, %s", async (_what, phase, route, change) => {
  change();
  await runs.killDuringUp({ resources: program.resources }, { server: "rockit", route, phase });
  await runs.recover();
  killCount += 1;
  expect(await runs.expectConverged()).toEqual({ subscribersLeft: 0 });
  const urls = program.resources.map(({ args }) => (args as { url?: string }).url);
  expect([...runs.rockit.subscriptions.values()].map(({ url }) => url).sort()).toEqual(urls.sort());
});

test("afterwards a run plans no change", () => runs.expectSettled());
