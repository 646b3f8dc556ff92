// A run that is killed with -9 while ROCKIT serves one of its requests: the documented commands, and all is as declared. Each run
// begins where the one before ended.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Program } from "../helpers/project.ts";
import { Declared, KilledRuns, type Point, type RequestPhase } from "./killed/run.ts";

const slackToken = 'xoxb-canary/"killed"+token';
const creating = "POST /be/v1/subscriptions";
const deleting = /^DELETE /;
const before: RequestPhase = "before it acts";
const after: RequestPhase = "after it acted";

let runs: KilledRuns;
let points = 0;

beforeAll(async () => {
  runs = await KilledRuns.start();
});
afterAll(async () => {
  await runs.expectNothingLeaked([slackToken]);
  console.log(
    `killed at ${points} requests of ROCKIT, converged after each: 0 lost, 0 duplicated, 0 unmanaged`,
  );
  await runs[Symbol.asyncDispose]();
});

type Resource = Program["resources"][number];

const webhook = (version: string) => ({
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: `https://hooks.example/${version}`,
});
const resource = (name: string, args: object): Resource => ({ type: "RockitSubscription", name, args });
const named = (name: string, version: string) => resource(name, { name, ...webhook(version) });
const made = (name: string, version: string) => resource(name, webhook(version));
const slack = (name: string) =>
  resource(name, { name, sender: "deploy", event: "success", type: "slack", slackToken, channelId: "C1" });

const declared = new Declared();
const { put, remove } = declared;

const steps: readonly (readonly [string, RequestPhase, Point["route"], () => void])[] = [
  ["creating one under a name", before, creating, put(named("builds", "1"))],
  ["creating one under a name", after, creating, put(named("images", "1"))],
  ["creating one under a name that is made", before, creating, put(made("nightly", "1"))],
  ["creating one under a name that is made", after, creating, put(made("weekly", "1"))],
  ["creating one for Slack", before, creating, put(slack("releases"))],
  ["creating one for Slack", after, creating, put(slack("rollbacks"))],
  ["deleting for a replacement under the same name", before, deleting, put(named("builds", "2"))],
  ["deleting for a replacement under the same name", after, deleting, put(named("images", "2"))],
  ["creating a replacement under the same name", before, creating, put(named("builds", "3"))],
  ["creating a replacement under the same name", after, creating, put(named("images", "3"))],
  ["creating a replacement under a new name", before, creating, put(made("nightly", "2"))],
  ["creating a replacement under a new name", after, creating, put(made("weekly", "2"))],
  ["deleting what was replaced under a new name", before, deleting, put(made("nightly", "3"))],
  ["deleting what was replaced under a new name", after, deleting, put(made("weekly", "3"))],
  ["deleting", before, deleting, remove("releases")],
  ["deleting", after, deleting, remove("rollbacks")],
];

test.each(steps)("killed while %s, %s", async (_what, moment, route, change) => {
  change();
  await runs.killedUp({ resources: declared.resources }, { server: "rockit", route, moment });
  await runs.recover();
  points += 1;
  expect(await runs.expectConverged()).toEqual({ subscribersLeft: 0 });
  const urls = declared.resources.map(({ args }) => (args as { url?: string }).url);
  expect([...runs.rockit.subscriptions.values()].map(({ url }) => url).sort()).toEqual(urls.sort());
});

test("afterwards a run plans no change", () => runs.expectSettled());
