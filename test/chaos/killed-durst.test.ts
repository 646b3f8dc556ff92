// A run that is killed with -9 while Durst serves one of its requests: the documented commands, and all is as declared. Each run begins
// where the one before ended.
import { afterAll, beforeAll, expect, test } from "vitest";
import { outputOf, type Program } from "../helpers/project.ts";
import { Declared, KilledRuns, type Point, type RequestPhase } from "./killed/run.ts";

const key = 'canary/"killed"+key';
const creatingSubscriber = /^POST .*\/subscribers\/create$/;
const creatingSubscription = /^POST .*\/subscriptions\/create$/;
const changingSubscriber = /^PUT .*\/subscribers\/:subscriberId$/;
const changingSubscription = /^PUT .*\/subscriptions\/:subscriptionId$/;
const before: RequestPhase = "before it acts";
const after: RequestPhase = "after it acted";

let runs: KilledRuns;
let points = 0;
let left = 0;

beforeAll(async () => {
  runs = await KilledRuns.start();
});
afterAll(async () => {
  await runs.expectNothingLeaked([key]);
  console.log(
    `killed at ${points} requests of Durst, converged after each: 0 lost, 0 duplicated; subscribers left behind, as announced: ${left}`,
  );
  await runs[Symbol.asyncDispose]();
});

type Resource = Program["resources"][number];

const press = (name: string, version: string): Resource => ({
  type: "DurstSubscriber",
  name,
  args: {
    hostUri: `https://${name}.example/${version}/`,
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-signature", key },
  },
});
const jobs = (name: string, topic: string): Resource => ({
  type: "DurstSubscription",
  name,
  args: { subscriberId: outputOf("east"), topic, path: name },
});

const declared = new Declared();
const { put, remove } = declared;

/** Subscribers left on the server that no state has: a lost creation's id is unknown; Durst can't delete. */
type Leaves = 0 | 1;

const steps: readonly (readonly [string, RequestPhase, Point["route"], () => void, Leaves])[] = [
  ["creating a subscriber", before, creatingSubscriber, put(press("east", "1")), 1],
  ["creating a subscriber", after, creatingSubscriber, put(press("west", "1")), 1],
  ["creating a subscription", before, creatingSubscription, put(jobs("jobs", "STATUS/*")), 0],
  ["creating a subscription", after, creatingSubscription, put(jobs("prints", "STATUS/*")), 0],
  ["updating a subscriber", before, changingSubscriber, put(press("east", "2")), 0],
  ["updating a subscriber", after, changingSubscriber, put(press("west", "2")), 0],
  ["updating a subscription", before, changingSubscription, put(jobs("jobs", "STATUS/MOTIF/*")), 0],
  ["updating a subscription", after, changingSubscription, put(jobs("prints", "STATUS/MOTIF/*")), 0],
  ["deleting a subscription", before, changingSubscription, remove("jobs"), 0],
  ["deleting a subscription", after, changingSubscription, remove("prints"), 0],
  ["deleting a subscriber", before, changingSubscriber, remove("west"), 1],
  ["deleting a subscriber", after, changingSubscriber, remove("east"), 1],
];

test.each(steps)("killed while %s, %s", async (_what, moment, route, change, leaves) => {
  change();
  await runs.killedUp({ resources: declared.resources }, { server: "durst", route, moment });
  await runs.recover();
  points += 1;
  const { subscribersLeft } = await runs.expectConverged();
  expect(subscribersLeft - left).toBe(leaves);
  left = subscribersLeft;
  const { durst } = runs;
  const there = [...durst.subscribers.values()];
  const active = there.flatMap(({ id }) => [...durst.subscriptions(id).values()]);
  for (const { type, args } of declared.resources) {
    const { hostUri, topic } = args as { hostUri?: string; topic?: string };
    const kept =
      type === "DurstSubscriber"
        ? there.filter((one) => one.hostUri === hostUri && one.jwtSigningInfo?.key === key)
        : active.filter((one) => one.topic === topic && one.status === "ACTIVE");
    expect(kept).not.toEqual([]);
  }
});

test("afterwards a run plans no change", () => runs.expectSettled());
