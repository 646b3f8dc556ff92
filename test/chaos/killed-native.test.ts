// Kills runs of the native plugin with -9 while a server has one of their requests. The documented commands must then restore the
// declared state. Each run begins where the previous one ended.
import { afterAll, beforeAll, expect, test } from "vitest";
import { outputOf, type Program } from "../helpers/project.ts";
import {
  after,
  before,
  KilledRuns,
  type KillPoint,
  type KillTarget,
  ProgramResources,
  type RequestPhase,
} from "./killed/killed-runs.ts";
import { namedWebhook, slackSubscription, slackToken, unnamedWebhook } from "./killed/rockit-resources.ts";

const key = 'canary/"killed"+key';
const creating = "POST /be/v1/subscriptions";
const deleting = /^DELETE /;
const creatingSubscriber = /^POST .*\/subscribers\/create$/;
const creatingSubscription = /^POST .*\/subscriptions\/create$/;
const changingSubscriber = /^PUT .*\/subscribers\/:subscriberId$/;
const changingSubscription = /^PUT .*\/subscriptions\/:subscriptionId$/;
const run: KillTarget = "the run";
const plugin: KillTarget = "the plugin";

let runs: KilledRuns;
let killCount = 0;
let subscribersLeftSoFar = 0;

beforeAll(async () => {
  runs = await KilledRuns.start({ variant: "plain" });
});
afterAll(async () => {
  await runs.expectNoLeak([slackToken, key]);
  console.log(
    `killed at ${killCount} requests, converged after each: 0 lost, 0 duplicated, ${subscribersLeftSoFar} subscribers left behind`,
  );
  await runs[Symbol.asyncDispose]();
});

type Resource = Program["resources"][number];

const pressSubscriber = (version: string): Resource => ({
  type: "DurstSubscriber",
  name: "press",
  args: {
    hostUri: `https://press.example/${version}/`,
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-signature", key },
  },
});
const jobSubscription = (topic: string): Resource => ({
  type: "DurstSubscription",
  name: "jobs",
  args: { subscriberId: outputOf("press"), topic, path: "jobs" },
});

const program = new ProgramResources();
const { put, remove } = program;

/** Subscribers that a step leaves on the server and that no state has: a lost creation's id is unknown, and Durst can't delete. */
type LeftSubscribers = 0 | 1;

const steps: readonly (readonly [
  string,
  RequestPhase,
  KillTarget,
  KillPoint["route"],
  () => void,
  LeftSubscribers,
])[] = [
  ["creating a webhook with a name", before, run, creating, put(namedWebhook("builds", "1")), 0],
  ["creating a webhook without a name", after, run, creating, put(unnamedWebhook("nightly", "1")), 0],
  ["creating a Slack subscription", after, run, creating, put(slackSubscription("releases")), 0],
  ["deleting to replace under the same name", after, run, deleting, put(namedWebhook("builds", "2")), 0],
  ["deleting to replace under the same name", before, plugin, deleting, put(namedWebhook("builds", "3")), 0],
  ["creating a replacement under a new name", before, run, creating, put(unnamedWebhook("nightly", "2")), 0],
  [
    "deleting a webhook replaced under a new name",
    after,
    run,
    deleting,
    put(unnamedWebhook("nightly", "3")),
    0,
  ],
  ["deleting a Slack subscription", before, run, deleting, remove("releases"), 0],
  ["creating a subscriber", after, run, creatingSubscriber, put(pressSubscriber("1")), 1],
  ["creating a subscription", after, run, creatingSubscription, put(jobSubscription("STATUS/*")), 0],
  ["updating a subscriber", before, run, changingSubscriber, put(pressSubscriber("2")), 0],
  ["updating a subscriber", after, plugin, changingSubscriber, put(pressSubscriber("3")), 0],
  ["updating a subscription", after, run, changingSubscription, put(jobSubscription("STATUS/MOTIF/*")), 0],
  ["deleting a subscription", before, plugin, changingSubscription, remove("jobs"), 0],
  ["deleting a subscriber", after, run, changingSubscriber, remove("press"), 1],
];

test.each(steps)("killed while %s, %s: %s", async (_what, phase, target, route, change, newlyLeft) => {
  change();
  const isRockit = route === creating || route === deleting;
  const killPoint: KillPoint = { server: isRockit ? "rockit" : "durst", route, phase, target };
  await runs.killDuringUp({ resources: program.resources }, killPoint);
  await runs.recover(target);
  killCount += 1;
  const { subscribersLeft } = await runs.expectConverged();
  expect(subscribersLeft - subscribersLeftSoFar).toBe(newlyLeft);
  subscribersLeftSoFar = subscribersLeft;
  const urls = program.resources.flatMap(({ type, args }) =>
    type === "RockitSubscription" ? [(args as { url?: string }).url] : [],
  );
  expect([...runs.rockit.subscriptions.values()].map(({ url }) => url).sort()).toEqual(urls.sort());
  const subscribers = [...runs.durst.subscribers.values()];
  const active = subscribers.flatMap(({ id }) => [...runs.durst.subscriptions(id).values()]);
  for (const { type, args } of program.resources) {
    const { hostUri, topic } = args as { hostUri?: string; topic?: string };
    if (type === "DurstSubscriber")
      expect(
        subscribers.filter((one) => one.hostUri === hostUri && one.jwtSigningInfo?.key === key),
      ).not.toEqual([]);
    if (type === "DurstSubscription")
      expect(active.filter((one) => one.topic === topic && one.status === "ACTIVE")).toHaveLength(1);
  }
});

test("afterwards a run plans no change", () => runs.expectSettled());
