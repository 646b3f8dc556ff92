// Kills runs with -9 while Durst serves one of their requests. The documented commands must then restore the declared state. Each run
// begins where the previous one ended.
import { afterAll, beforeAll, expect, test } from "vitest";
import { outputOf, type Program } from "../helpers/project.ts";
import {
  after,
  before,
  KilledRuns,
  type KillPoint,
  ProgramResources,
  type RequestPhase,
} from "./killed/killed-runs.ts";

const key = 'canary/"killed"+key';
const creatingSubscriber = /^POST .*\/subscribers\/create$/;
const creatingSubscription = /^POST .*\/subscriptions\/create$/;
const changingSubscriber = /^PUT .*\/subscribers\/:subscriberId$/;
const changingSubscription = /^PUT .*\/subscriptions\/:subscriptionId$/;

let runs: KilledRuns;
let killCount = 0;
let subscribersLeftSoFar = 0;

beforeAll(async () => {
  runs = await KilledRuns.start();
});
afterAll(async () => {
  await runs.expectNoLeak([key]);
  console.log(
    `killed at ${killCount} requests of Durst, converged after each: 0 lost, 0 duplicated; subscribers left behind: ${subscribersLeftSoFar}`,
  );
  await runs[Symbol.asyncDispose]();
});

type Resource = Program["resources"][number];

const pressSubscriber = (name: string, version: string): Resource => ({
  type: "DurstSubscriber",
  name,
  args: {
    hostUri: `https://${name}.example/${version}/`,
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-signature", key },
  },
});
const jobSubscription = (name: string, topic: string): Resource => ({
  type: "DurstSubscription",
  name,
  args: { subscriberId: outputOf("east"), topic, path: name },
});

const program = new ProgramResources();
const { put, remove } = program;

/** Subscribers that a step leaves on the server and that no state has: a lost creation's id is unknown, and Durst can't delete. */
type LeftSubscribers = 0 | 1;

const steps: readonly (readonly [string, RequestPhase, KillPoint["route"], () => void, LeftSubscribers])[] = [
  ["creating a subscriber", before, creatingSubscriber, put(pressSubscriber("east", "1")), 1],
  ["creating a subscriber", after, creatingSubscriber, put(pressSubscriber("west", "1")), 1],
  ["creating a subscription", before, creatingSubscription, put(jobSubscription("jobs", "STATUS/*")), 0],
  ["creating a subscription", after, creatingSubscription, put(jobSubscription("prints", "STATUS/*")), 0],
  ["updating a subscriber", before, changingSubscriber, put(pressSubscriber("east", "2")), 0],
  ["updating a subscriber", after, changingSubscriber, put(pressSubscriber("west", "2")), 0],
  [
    "updating a subscription",
    before,
    changingSubscription,
    put(jobSubscription("jobs", "STATUS/MOTIF/*")),
    0,
  ],
  [
    "updating a subscription",
    after,
    changingSubscription,
    put(jobSubscription("prints", "STATUS/MOTIF/*")),
    0,
  ],
  ["deleting a subscription", before, changingSubscription, remove("jobs"), 0],
  ["deleting a subscription", after, changingSubscription, remove("prints"), 0],
  ["deleting a subscriber", before, changingSubscriber, remove("west"), 1],
  ["deleting a subscriber", after, changingSubscriber, remove("east"), 1],
];

test.each(steps)("killed while %s, %s", async (_what, phase, route, change, newlyLeft) => {
  change();
  await runs.killDuringUp({ resources: program.resources }, { server: "durst", route, phase });
  await runs.recover();
  killCount += 1;
  const { subscribersLeft } = await runs.expectConverged();
  expect(subscribersLeft - subscribersLeftSoFar).toBe(newlyLeft);
  subscribersLeftSoFar = subscribersLeft;
  const { durst } = runs;
  const subscribers = [...durst.subscribers.values()];
  const active = subscribers.flatMap(({ id }) => [...durst.subscriptions(id).values()]);
  for (const { type, args } of program.resources) {
    const { hostUri, topic } = args as { hostUri?: string; topic?: string };
    const kept =
      type === "DurstSubscriber"
        ? subscribers.filter((one) => one.hostUri === hostUri && one.jwtSigningInfo?.key === key)
        : active.filter((one) => one.topic === topic && one.status === "ACTIVE");
    expect(kept).not.toEqual([]);
  }
});

test("afterwards a run plans no change", () => runs.expectSettled());
