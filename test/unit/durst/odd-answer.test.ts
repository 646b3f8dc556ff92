import { describe, expect, it } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { type Responder, respondWith, startServer } from "../../helpers/server.ts";
import type { DurstSimulator } from "../../simulators/index.ts";
import {
  jobs,
  longTimeout,
  plainSubscriber,
  routes,
  startFaultyDurst,
  unfinishedStateOf,
} from "./faulty-durst.ts";

const signInPage = { kind: "html", status: 200, acts: false } as const;

describe.concurrent("a change that a sign-in page answers", longTimeout, () => {
  it("of a subscriber is not done: it is kept as unfinished, and sent again by the next run", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscribers.create(plainSubscriber);
    const moved = { ...plainSubscriber, hostUri: "https://elsewhere.example/" };
    scene.faults.inject(signInPage, { route: routes.updateSubscriber });
    const kept = await unfinishedStateOf(scene.run().subscribers.change(known, moved));
    expect(kept.outputs).toMatchObject({ ...plainSubscriber, unfinished: true });
    const changed = await scene.run().subscribers.change(kept, moved);
    expect(scene.server.subscribers.get(Number(changed.id))?.hostUri).toBe(moved.hostUri);
  });

  it("of a subscription is not done either", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscriptions.create(jobs);
    scene.faults.inject(signInPage, { route: routes.update });
    const kept = await unfinishedStateOf(
      scene.run().subscriptions.change(known, { ...jobs, status: "INACTIVE" }),
    );
    expect(kept.outputs).toMatchObject({ status: "ACTIVE", unfinished: true });
  });

  it("does not count as unsubscribed", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscriptions.create(jobs);
    scene.faults.inject(signInPage, { route: routes.update });
    await expect(scene.run().subscriptions.delete(known)).rejects.toMatchObject({
      code: "unexpected-answer",
    });
    expect(scene.statuses()).toEqual({ 4: "ACTIVE" });
  });

  it("with 404 does not count as unsubscribed either", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscriptions.create(jobs);
    scene.faults.inject({ kind: "html", status: 404, acts: false }, { route: routes.update });
    await expect(scene.run().subscriptions.delete(known)).rejects.toMatchObject({
      code: "unexpected-answer",
    });
  });
});

describe.concurrent("a server that may know only one of the two routes", longTimeout, () => {
  it.each([400, 404, 405] as const)("is called by the other route after %i", async (unknownCreatePath) => {
    await using scene = await startFaultyDurst({ createPath: "plain", unknownCreatePath });
    expect((await scene.run().subscriptions.create(jobs)).id).toBe("17/4");
  });

  it("has refused the body if both routes answer 400", async () => {
    await using scene = await startFaultyDurst({ createPath: "both" });
    const refusal = { kind: "html", status: 400, acts: false } as const;
    for (const route of [routes.create, routes.plain]) scene.faults.inject(refusal, { route });
    await expect(scene.run().subscriptions.create(jobs)).rejects.toMatchObject({ status: 400 });
  });
});

/** Engines for a server with one subscriber and this list of subscriptions. */
async function enginesWithList(list: unknown) {
  const answer: Responder = (request, response) => {
    if (request.path.includes("/login"))
      return respondWith(200, {}, { "x-auth-token": "token" })(request, response);
    const subscriber = { id: "17", hostUri: "https://press.example/", externalAuthType: "NONE" };
    return respondWith(200, request.path.endsWith("/subscriptions") ? list : subscriber)(request, response);
  };
  const { url } = await startServer(answer);
  const run = durstRunOf({
    endpoint: url,
    credentials: { username: "press", password: "pass" },
  } as DurstSimulator);
  return {
    subscribers: driverOf(durstSubscriberLifecycle, run),
    subscriptions: driverOf(durstSubscriptionLifecycle, run),
  };
}
const entry = { topic: "STATUS/*", status: "ACTIVE" };

it("reads a number that the server sends as a string", async () => {
  const { subscribers, subscriptions } = await enginesWithList([{ ...entry, id: "4" }]);
  expect((await subscribers.get("17"))?.hostUri).toBe("https://press.example/");
  expect(await subscriptions.get("17/4")).toMatchObject({ topic: "STATUS/*", subscriberId: 17 });
});

it("reads a list with an unreadable entry", async () => {
  const { subscriptions } = await enginesWithList([{ id: 3, topic: 5 }, {}, { ...entry, id: 4 }]);
  expect(await subscriptions.get("17/4")).toMatchObject({ topic: "STATUS/*" });
});

it("rejects a list without a readable entry instead of treating it as empty", async () => {
  const { subscriptions } = await enginesWithList([{ number: 3, topic: 5 }]);
  await expect(subscriptions.get("17/4")).rejects.toMatchObject({
    code: "unexpected-answer",
    message: expect.stringMatching(/entries of an unknown shape/),
  });
});

it.each([
  { id: 17 },
  { id: "17", hostUri: null, externalAuthType: null },
  { id: 17, hostUri: "https://press.example/", externalAuthType: "NONE", xAuthInfo: "" },
  { id: 17, hostUri: "https://press.example/", externalAuthType: "NONE", jwtSigningInfo: [] },
])("needs only the number of a created subscriber: %j", async (answer) => {
  const { url } = await startServer((request, response) =>
    request.path.includes("/login")
      ? respondWith(200, {}, { "x-auth-token": "token" })(request, response)
      : respondWith(201, answer)(request, response),
  );
  const credentials = { username: "press", password: "pass" };
  const run = durstRunOf({ endpoint: url, credentials } as DurstSimulator);
  expect((await driverOf(durstSubscriberLifecycle, run).create({ ...plainSubscriber })).id).toBe("17");
});
