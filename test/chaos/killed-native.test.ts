// Runs of the native plugin that are killed with -9 while a server has one of its requests: the documented commands, and all is as
// declared. Each run begins where the one before ended.
import { afterAll, beforeAll, expect, test } from "vitest";
import { outputOf, type Program } from "../helpers/project.ts";
import { Declared, KilledRuns, type KillTarget, type Point, type RequestPhase } from "./killed/run.ts";

const slackToken = 'xoxb-canary/"killed"+token';
const key = 'canary/"killed"+key';
const creating = "POST /be/v1/subscriptions";
const deleting = /^DELETE /;
const creatingSubscriber = /^POST .*\/subscribers\/create$/;
const creatingSubscription = /^POST .*\/subscriptions\/create$/;
const changingSubscriber = /^PUT .*\/subscribers\/:subscriberId$/;
const changingSubscription = /^PUT .*\/subscriptions\/:subscriptionId$/;
const before: RequestPhase = "before it acts";
const after: RequestPhase = "after it acted";
const run: KillTarget = "the run";
const plugin: KillTarget = "the plugin";

let runs: KilledRuns;
let points = 0;
let left = 0;

beforeAll(async () => {
  runs = await KilledRuns.start({ variant: "plain" });
});
afterAll(async () => {
  await runs.expectNothingLeaked([slackToken, key]);
  console.log(
    `killed at ${points} requests, converged after each: 0 lost, 0 duplicated, ${left} subscribers left behind`,
  );
  await runs[Symbol.asyncDispose]();
});

type Resource = Program["resources"][number];

const rockit = (name: string, args: object): Resource => ({ type: "RockitSubscription", name, args });
const webhook = (version: string) => ({
  ...{ sender: "mkraw", events: ["end", "error"], type: "webhook" },
  url: `https://hooks.example/${version}`,
});
const named = (name: string, version: string) => rockit(name, { name, ...webhook(version) });
const made = (name: string, version: string) => rockit(name, webhook(version));
const slack = (name: string) =>
  rockit(name, { name, sender: "deploy", event: "success", type: "slack", slackToken, channelId: "C1" });
const press = (version: string): Resource => ({
  type: "DurstSubscriber",
  name: "press",
  args: {
    hostUri: `https://press.example/${version}/`,
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-signature", key },
  },
});
const jobs = (topic: string): Resource => ({
  type: "DurstSubscription",
  name: "jobs",
  args: { subscriberId: outputOf("press"), topic, path: "jobs" },
});

const declared = new Declared();
const { put, remove } = declared;

/** Subscribers left on the server that no state has: a lost creation's id is unknown; Durst can't delete. */
type Leaves = 0 | 1;

const steps: readonly (readonly [string, RequestPhase, KillTarget, Point["route"], () => void, Leaves])[] = [
  ["creating one under a name", before, run, creating, put(named("builds", "1")), 0],
  ["creating one under a name that is made", after, run, creating, put(made("nightly", "1")), 0],
  ["creating one for Slack", after, run, creating, put(slack("releases")), 0],
  ["deleting for a replacement under the same name", after, run, deleting, put(named("builds", "2")), 0],
  ["deleting for a replacement under the same name", before, plugin, deleting, put(named("builds", "3")), 0],
  ["creating a replacement under a new name", before, run, creating, put(made("nightly", "2")), 0],
  ["deleting what was replaced under a new name", after, run, deleting, put(made("nightly", "3")), 0],
  ["deleting", before, run, deleting, remove("releases"), 0],
  ["creating a subscriber", after, run, creatingSubscriber, put(press("1")), 1],
  ["creating a subscription", after, run, creatingSubscription, put(jobs("STATUS/*")), 0],
  ["updating a subscriber", before, run, changingSubscriber, put(press("2")), 0],
  ["updating a subscriber", after, plugin, changingSubscriber, put(press("3")), 0],
  ["updating a subscription", after, run, changingSubscription, put(jobs("STATUS/MOTIF/*")), 0],
  ["deleting a subscription", before, plugin, changingSubscription, remove("jobs"), 0],
  ["deleting a subscriber", after, run, changingSubscriber, remove("press"), 1],
];

test.each(steps)("killed while %s, %s: %s", async (_what, moment, killed, route, change, leaves) => {
  change();
  const isRockit = route === creating || route === deleting;
  const point: Point = { server: isRockit ? "rockit" : "durst", route, moment, killed };
  await runs.killedUp({ resources: declared.resources }, point);
  await runs.recover(killed);
  points += 1;
  const { subscribersLeft } = await runs.expectConverged();
  expect(subscribersLeft - left).toBe(leaves);
  left = subscribersLeft;
  const urls = declared.resources.flatMap(({ type, args }) =>
    type === "RockitSubscription" ? [(args as { url?: string }).url] : [],
  );
  expect([...runs.rockit.subscriptions.values()].map(({ url }) => url).sort()).toEqual(urls.sort());
  const there = [...runs.durst.subscribers.values()];
  const active = there.flatMap(({ id }) => [...runs.durst.subscriptions(id).values()]);
  for (const { type, args } of declared.resources) {
    const { hostUri, topic } = args as { hostUri?: string; topic?: string };
    if (type === "DurstSubscriber")
      expect(there.filter((one) => one.hostUri === hostUri && one.jwtSigningInfo?.key === key)).not.toEqual(
        [],
      );
    if (type === "DurstSubscription")
      expect(active.filter((one) => one.topic === topic && one.status === "ACTIVE")).toHaveLength(1);
  }
});

test("afterwards a run plans no change", () => runs.expectSettled());
