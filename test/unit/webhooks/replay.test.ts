import { describe, expect, test, vi } from "vitest";
import {
  memoryReplayStore,
  type ReplayStore,
  type RockitWebhookHandlerOptions,
  signRockitTestWebhook,
  webhookHandler,
} from "../../../packages/webhooks/src/index.ts";
import { delivery, event, nowInSeconds, recordCallbacks, requestOf, secret } from "./samples.ts";

function start(options: Partial<RockitWebhookHandlerOptions> = {}) {
  const { recorded, callbacks } = recordCallbacks();
  const handler = webhookHandler({
    rockit: { secret },
    replayStore: memoryReplayStore(),
    ...callbacks,
    ...options,
  });
  const send = async (init: RequestInit) => (await handler(requestOf(init))).status;
  return { send, ...recorded };
}

const signEvent = (claims?: Record<string, unknown>) => signRockitTestWebhook({ ...event, secret, claims });

describe("with a replay store", () => {
  test("a delivery is handled once, and a repeat gets the same answer", async () => {
    const { send, events, rejections } = start();
    const signedDelivery = await delivery();
    expect([await send(signedDelivery), await send(signedDelivery), await send(signedDelivery)]).toEqual([
      204, 204, 204,
    ]);
    expect([events, rejections]).toEqual([[event], ["repeated-delivery", "repeated-delivery"]]);
    expect(await send(await signEvent({ iat: nowInSeconds(), jti: "another" }))).toBe(204);
    expect(events).toHaveLength(2);
  });

  test("a stolen token with a jti can't deliver a second body", async () => {
    const { send, events } = start();
    const signedDelivery = await signEvent({ iat: nowInSeconds(), jti: "1" });
    expect(await send(signedDelivery)).toBe(204);
    expect(await send({ ...signedDelivery, body: JSON.stringify({ ...event, appName: "forged" }) })).toBe(
      204,
    );
    expect(events).toEqual([event]);
  });

  test("a delivery that could not be handled can come again", async () => {
    const onEvent = vi.fn().mockRejectedValueOnce(new Error("the database is down"));
    const { send, rejections } = start({ onEvent });
    const signedDelivery = await delivery();
    expect([await send(signedDelivery), await send(signedDelivery), await send(signedDelivery)]).toEqual([
      500, 204, 204,
    ]);
    expect(onEvent).toHaveBeenCalledTimes(2);
    expect(rejections).toEqual(["repeated-delivery"]);
  });

  test.each([
    ["succeeds", 204, ["repeated-delivery"]],
    ["fails", 500, []],
  ])(
    "a repeat that arrives while the first delivery is handled gets the same answer, when that %s",
    async (how, status, expectedRejections) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const onEvent = vi.fn(() => promise);
      const { send, rejections } = start({ onEvent });
      const signedDelivery = await delivery();
      const both = [send(signedDelivery), send(signedDelivery)];
      await expect.poll(() => onEvent.mock.calls.length).toBe(1);
      if (how === "succeeds") resolve();
      else reject(new Error("x"));
      expect(await Promise.all(both)).toEqual([status, status]);
      expect(onEvent).toHaveBeenCalledTimes(1);
      expect(rejections).toEqual(expectedRejections);
    },
  );

  test("a rejected delivery is not remembered", async () => {
    const add = vi.fn(() => true);
    const { send } = start({ replayStore: { add, delete: () => {} } });
    await send({ headers: {} });
    await send({ ...(await delivery()), body: "no JSON" });
    expect(add).not.toHaveBeenCalled();
  });

  test.each<[string, Record<string, unknown>, number]>([
    ["until its end and the clocks' difference", { exp: 100 }, 400],
    ["until its age and the clocks' difference", { iat: -100 }, 500],
    ["until its end, although its age is shorter", { iat: -100, exp: 1000 }, 1300],
    ["for a day, without exp and iat", {}, 86_400],
  ])("a delivery is remembered %s", async (_, relative, seconds) => {
    const now = 1_800_000_000;
    const add = vi.fn((_id: string, _seconds: number) => true);
    const replayStore: ReplayStore = { add, delete: () => {} };
    const { send } = start({ replayStore, rockit: { secret, now: () => now * 1000 } });
    const claims = Object.fromEntries(Object.entries(relative).map(([name, at]) => [name, now + Number(at)]));
    expect(await send(await signEvent(claims))).toBe(204);
    expect(add.mock.calls).toEqual([[expect.stringMatching(/^sha256:/), seconds]]);
  });

  test.each<[string, Partial<ReplayStore>]>([
    ["throws", { add: () => expect.fail("the store is down") }],
    ["rejects", { add: () => Promise.reject(new Error("the store is down")) }],
    ["does not answer", { add: () => new Promise(() => {}) }],
  ])("nothing is handled when it %s, and the sender tries again", async (_, broken) => {
    const replayStore = { add: () => true, delete: () => {}, ...broken };
    const { send, events, errors } = start({ replayStore, callbackTimeout: 0.1 });
    expect(await send(await delivery())).toBe(500);
    expect([events, errors.length]).toEqual([[], 1]);
  });

  test("whose delete fails, the answer is the same and the operator gets an error", async () => {
    const replayStore = { add: () => true, delete: () => Promise.reject(new Error("the store is down")) };
    const { send, errors } = start({ replayStore, onEvent: () => Promise.reject(new Error("x")) });
    expect(await send(await delivery())).toBe(500);
    expect(errors).toMatchObject([{ message: "x" }, { message: "the store is down" }]);
  });
});

describe("the store in memory", () => {
  test("forgets expired deliveries, and the oldest when it is full", () => {
    let now = 0;
    const store = memoryReplayStore({ maxEntries: 3, now: () => now });
    expect([store.add("a", 10), store.add("a", 10), store.add("b", 100)]).toEqual([true, false, true]);
    now = 10_000;
    expect([store.add("a", 10), store.add("b", 10)]).toEqual([true, false]);
    store.delete("b");
    expect(store.add("b", 100)).toBe(true);
    expect([store.add("c", 100), store.add("d", 100)]).toEqual([true, true]);
    expect([store.add("b", 100), store.add("c", 100), store.add("d", 100)]).toEqual([false, false, false]);
    expect(store.add("a", 10)).toBe(true);
  });

  test("holds at most 100,000 deliveries", () => {
    const store = memoryReplayStore();
    for (let id = 0; id <= 100_000; id++) store.add(`${id}`, 1000);
    expect([store.add("1", 1000), store.add("0", 1000)]).toEqual([false, true]);
  });

  test("requires room for at least one delivery", () => {
    for (const maxEntries of [0, Number.NaN])
      expect(() => memoryReplayStore({ maxEntries })).toThrow(TypeError);
  });
});
