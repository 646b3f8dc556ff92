// A run that is killed with -9 while ROCKIT serves one of its requests: the documented commands, and all is as declared.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Program } from "../helpers/project.ts";
import { moments } from "./killed/points.ts";
import { KilledRuns, type Point } from "./killed/run.ts";

const slackToken = 'xoxb-canary/"killed"+token';
const post = "POST /be/v1/subscriptions";
const remove = /^DELETE /;

let runs: KilledRuns;
let points = 0;

beforeAll(async () => {
  runs = await KilledRuns.start();
});
afterAll(async () => {
  await runs.expectNothingLeaked([slackToken]);
  console.log(
    `killed at ${points} requests of ROCKIT, converged after each: 0 lost, 0 duplicated, 0 unowned`,
  );
  await runs[Symbol.asyncDispose]();
});

const webhook = (url: string) => ({ sender: "mkraw", events: ["end", "error"], type: "webhook", url });
const resource = (name: string, args: object) => ({ type: "RockitSubscription", name, args }) as const;
const named = (url: string) => resource("builds", { name: "builds", ...webhook(url) });
const made = (url: string) => resource("nightly", webhook(url));
const slack = resource("releases", {
  name: "releases",
  sender: "deploy",
  event: "success",
  type: "slack",
  slackToken,
  channelId: "C1",
});

/** What the stack has when a run begins, and what that run is to make of it. */
const steps: readonly (readonly [string, Program["resources"], Program["resources"], Point["route"]])[] = [
  ["creating one under a name", [], [named("https://a.example")], post],
  ["creating one under a name that is made", [], [made("https://a.example")], post],
  ["creating one for Slack", [], [slack], post],
  [
    "replacing under the same name: deleting",
    [named("https://a.example")],
    [named("https://b.example")],
    remove,
  ],
  [
    "replacing under the same name: creating",
    [named("https://a.example")],
    [named("https://b.example")],
    post,
  ],
  ["replacing under a new name: creating", [made("https://a.example")], [made("https://b.example")], post],
  ["replacing under a new name: deleting", [made("https://a.example")], [made("https://b.example")], remove],
  ["deleting", [named("https://a.example"), slack], [slack], remove],
];

describe.each(steps)("killed while %s", (_what, from, to, route) => {
  test.each(moments)("%s", async (moment) => {
    await runs.settle({ resources: from });
    await runs.killedUp({ resources: to }, { server: "rockit", route, moment });
    await runs.recover();
    points += 1;
    expect(await runs.expectConverged()).toEqual({ subscribersLeft: 0 });
    expect(runs.rockit.subscriptions.size).toBe(to.length);
  });
});
