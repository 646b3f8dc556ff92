import { describe, expect, it } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { server, startServerForEachTest } from "./server.ts";
import { hostUri, jwtSigning, noAuth, xAuth } from "./subscriber-inputs.ts";

const keptMessage = "the server keeps it, because Durst has no delete for subscribers";

const start = () => driverOf(durstSubscriberLifecycle, durstRunOf(server));

startServerForEachTest();

it("sets only its active subscriptions INACTIVE, and leaves their other fields unchanged", async () => {
  const known = await start().create(noAuth);
  server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE", path: "a" });
  server.addSubscription(17, { topic: "STATUS/MOTIF/*", status: "INACTIVE" });
  server.addSubscription(17, { topic: "STATUS/MOTIF/7", status: "ACTIVE" });
  server.addSubscriber({ hostUri, externalAuthType: "NONE" });
  server.addSubscription(18, { topic: "STATUS/*", status: "ACTIVE" });
  server.clearRequests();
  const engine = start();
  await engine.delete(known);
  expect([...server.subscriptions(17).values()]).toEqual([
    { id: 4, topic: "STATUS/*", status: "INACTIVE", path: "a/" },
    { id: 5, topic: "STATUS/MOTIF/*", status: "INACTIVE" },
    { id: 6, topic: "STATUS/MOTIF/7", status: "INACTIVE" },
  ]);
  expect(server.subscriptions(18).get(4)?.status).toBe("ACTIVE");
  expect(server.requestsTo("PUT").map(({ path }) => path)).toEqual([
    "/api/v1/subscribers/17/subscriptions/4",
    "/api/v1/subscribers/17/subscriptions/6",
  ]);
  expect(engine.logged).toEqual([`${keptMessage}; 2 active subscriptions set INACTIVE`]);
});

it("also sets a subscription INACTIVE that one list lacks by mistake", async () => {
  const known = await start().create(noAuth);
  for (const path of ["a", "b"]) server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE", path });
  server.faults.inject({ kind: "missing-entry" });
  await start().delete(known);
  expect(server.faults.injected).toHaveLength(1);
  expect([...server.subscriptions(17).values()].map(({ status }) => status)).toEqual([
    "INACTIVE",
    "INACTIVE",
  ]);
});

it.each([xAuth, jwtSigning])(
  "then removes the stored credentials of $externalAuthType with NONE",
  async (declared) => {
    const known = await start().create(declared);
    server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    server.clearRequests();
    const engine = start();
    await engine.delete(known);
    expect(server.subscribers.get(17)).toEqual({ id: 17, hostUri, externalAuthType: "NONE" });
    expect(server.credentialOf(17)).toBeUndefined();
    expect(server.requestsTo("PUT").map(({ path, body }) => [path, body])).toEqual([
      ["/api/v1/subscribers/17/subscriptions/4", { topic: "STATUS/*", status: "INACTIVE" }],
      ["/api/v1/subscribers/17", { hostUri, externalAuthType: "NONE" }],
    ]);
    expect(engine.logged).toEqual([
      `${keptMessage}; 1 active subscription set INACTIVE; credentials removed`,
    ]);
  },
);

it("keeps the server's address, even if it was edited", async () => {
  const known = await start().create(xAuth);
  server.editSubscriber(17, { hostUri: "https://elsewhere.example/" });
  await start().delete(known);
  expect(server.subscribers.get(17)?.hostUri).toBe("https://elsewhere.example/");
});

it("sends nothing for a subscriber without active subscriptions and credentials, and reports that the server keeps it", async () => {
  const known = await start().create(noAuth);
  server.clearRequests();
  const engine = start();
  await engine.delete(known);
  expect(server.writes()).toEqual([]);
  expect(engine.logged).toEqual([keptMessage]);
});

it("a second deletion sends nothing", async () => {
  const known = await start().create(jwtSigning);
  server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
  await start().delete(known);
  server.clearRequests();
  await start().delete(known);
  expect(server.writes()).toEqual([]);
});

it("of a missing subscriber succeeds and logs nothing", async () => {
  const known = await start().create(xAuth);
  server.removeSubscriber(17);
  server.clearRequests();
  const engine = start();
  await engine.delete(known);
  expect(server.writes()).toEqual([]);
  expect(engine.logged).toEqual([]);
});

describe("an object that disappears during the deletion does not fail it:", () => {
  /** An engine that runs a callback after the first answer to a method of the client. Later requests may get a 404. */
  const engineWithCallback = (method: string, callback: () => void) => {
    const run = durstRunOf(server);
    const methods = run.client as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    const original = methods[method]?.bind(run.client);
    let once: (() => void) | undefined = callback;
    methods[method] = async (...args) => {
      const answer = await original?.(...args);
      once?.();
      once = undefined;
      return answer;
    };
    return driverOf(durstSubscriberLifecycle, run);
  };

  it.each([
    [
      "the subscriber, before its subscriptions are listed",
      "readSubscriber",
      () => server.removeSubscriber(17),
    ],
    [
      "the subscriber, before its subscriptions are set INACTIVE",
      "listSubscriptions",
      () => server.removeSubscriber(17),
    ],
    [
      "a subscription, before it is set INACTIVE",
      "listSubscriptions",
      () => server.removeSubscription(17, 4),
    ],
    [
      "the subscriber, before its credentials are removed",
      "updateSubscription",
      () => server.subscribers.has(17) && server.removeSubscriber(17),
    ],
  ])("%s", async (_what, method, callback) => {
    const known = await start().create(xAuth);
    server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    server.clearRequests();
    await engineWithCallback(method, callback).delete(known);
    expect(server.requests.filter(({ status }) => status === 404)).not.toEqual([]);
    expect(server.subscribers.get(17)?.xAuthInfo).toBeUndefined();
  });
});

it.each(["empty", "slash", "null"] as const)(
  "sends back no path that the server answers as %s",
  async (absentPath) => {
    const known = await start().create(xAuth);
    server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    Object.assign(server.behaviour, { absentPath });
    await start().delete(known);
    expect(server.subscriptions(17).get(4)?.status).toBe("INACTIVE");
  },
);
