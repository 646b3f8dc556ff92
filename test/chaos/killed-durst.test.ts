// A run that is killed with -9 while Durst serves one of its requests: the documented commands, and all is as declared.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { of, type Program } from "../helpers/project.ts";
import { moments } from "./killed/points.ts";
import { KilledRuns, type Point } from "./killed/run.ts";

const key = 'canary/"killed"+key';

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

const press = (hostUri: string) =>
  ({
    type: "DurstSubscriber",
    name: "press",
    args: {
      hostUri,
      externalAuthType: "JWT_SIGNING",
      jwtSigningInfo: { httpHeaderName: "x-signature", key },
    },
  }) as const;
const jobs = (topic: string) =>
  ({
    type: "DurstSubscription",
    name: "jobs",
    args: { subscriberId: of("press"), topic, path: "jobs" },
  }) as const;

const [a, b] = [press("https://a.example/"), press("https://b.example/")];
const [all, motifs] = [jobs("STATUS/*"), jobs("STATUS/MOTIF/*")];
const subscriber = /^PUT .*\/subscribers\/:subscriberId$/;
const subscription = /^PUT .*\/subscriptions\/:subscriptionId$/;

/** What the stack has when a run begins, and what that run is to make of it. */
const steps: readonly (readonly [string, Program["resources"], Program["resources"], Point["route"]])[] = [
  ["creating a subscriber", [], [a], /^POST .*\/subscribers\/create$/],
  ["creating a subscription", [a], [a, all], /^POST .*\/subscriptions\/create$/],
  ["updating a subscriber", [a], [b], subscriber],
  ["updating a subscription", [a, all], [a, motifs], subscription],
  ["deleting a subscription", [a, all], [a], subscription],
  ["deleting a subscriber", [a], [], subscriber],
];

describe.each(steps)("killed while %s", (what, from, to, route) => {
  test.each(moments)("%s", async (moment) => {
    await runs.settle({ resources: from });
    const { subscribersLeft: before } = await runs.expectConverged();
    await runs.killedUp({ resources: to }, { server: "durst", route, moment });
    await runs.recover();
    points += 1;
    const { subscribersLeft } = await runs.expectConverged();
    // Of a creation nobody knows the number, and a deleted one stays at the server.
    const leaves = what === "creating a subscriber" || what === "deleting a subscriber" ? 1 : 0;
    expect(subscribersLeft - before).toBe(leaves);
    left += subscribersLeft - before;
    const declared = to.find(({ type }) => type === "DurstSubscriber")?.args as
      | { hostUri: string }
      | undefined;
    const there = [...runs.durst.subscribers.values()].filter(
      ({ externalAuthType }) => externalAuthType !== "NONE",
    );
    if (declared !== undefined)
      expect(there.at(-1)).toMatchObject({ hostUri: declared.hostUri, jwtSigningInfo: { key } });
  });
});
