// During a rotation every event arrives twice, signed with either secret: both deliveries are one event.
import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  createDurstVerifier,
  createRockitVerifier,
  type DeliveryToPair,
  memoryReplayStore,
  type ReplayStore,
  type RockitWebhookHandlerOptions,
  signDurstTestCallback,
  signRockitTestWebhook,
  webhookHandler,
} from "../../../packages/webhooks/src/index.ts";
import { event, nowInSeconds, requestOf } from "./samples.ts";

const [oldSecret, newSecret] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
const bothSecrets = [oldSecret, newSecret];

/** Signs like the vendor: each delivery has its own token. */
const signEvent = (secret: string, appName = "shop", claims: Record<string, unknown> = {}) =>
  signRockitTestWebhook({
    ...event,
    appName,
    secret,
    claims: { iat: nowInSeconds(), token: randomUUID(), ...claims },
  });

function start(options: Partial<RockitWebhookHandlerOptions> = {}) {
  const ids: string[] = [];
  const rejections: string[] = [];
  const handler = webhookHandler({
    rockit: { secret: bothSecrets },
    replayStore: memoryReplayStore(),
    onEvent: (_, { deliveryId }) => void ids.push(deliveryId),
    onRejected: ({ code }) => void rejections.push(code),
    onError: () => {},
    ...options,
  });
  const send = async (init: RequestInit) => (await handler(requestOf(init))).status;
  return { send, ids, rejections };
}

describe("an event that two secrets sign", () => {
  test.each([
    ["the old one first", bothSecrets],
    ["the new one first", bothSecrets.toReversed()],
  ])("is handled once, without a rejection: %s", async (_, [one = "", other = ""]) => {
    const { send, ids, rejections } = start();
    expect([await send(await signEvent(one)), await send(await signEvent(other))]).toEqual([204, 204]);
    expect([ids.length, rejections]).toEqual([1, []]);
  });

  test("is handled once when both deliveries arrive at the same time", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const onEvent = vi.fn(() => promise);
    const { send } = start({ onEvent });
    const answers = [send(await signEvent(oldSecret)), send(await signEvent(newSecret))];
    await expect.poll(() => onEvent.mock.calls.length).toBe(1);
    resolve();
    expect(await Promise.all(answers)).toEqual([204, 204]);
    expect(onEvent).toHaveBeenCalledTimes(1);
  });

  test("is handled with the second delivery if the first failed", async () => {
    const onEvent = vi.fn().mockRejectedValueOnce(new Error("the database is down"));
    const { send } = start({ onEvent });
    const [first, second] = [await signEvent(oldSecret), await signEvent(newSecret)];
    expect([await send(first), await send(second)]).toEqual([500, 204]);
    expect([await send(first), await send(second)]).toEqual([204, 204]);
    expect(onEvent).toHaveBeenCalledTimes(2);
  });

  test("can be delivered again after both deliveries failed", async () => {
    const failure = new Error("the database is down");
    const onEvent = vi.fn().mockRejectedValueOnce(failure).mockRejectedValueOnce(failure);
    const { send } = start({ onEvent });
    const [first, second] = [await signEvent(oldSecret), await signEvent(newSecret)];
    expect([await send(first), await send(second)]).toEqual([500, 500]);
    expect([await send(second), await send(first)]).toEqual([204, 204]);
    expect(onEvent).toHaveBeenCalledTimes(3);
  });

  test("has one deliveryId, even without a store, and keeps it in repeated deliveries", async () => {
    const verify = createRockitVerifier({ secret: bothSecrets });
    const idOf = async (signedDelivery: Awaited<ReturnType<typeof signEvent>>) =>
      (await verify(signedDelivery)).delivery.deliveryId;
    const [first, second] = [await signEvent(oldSecret), await signEvent(newSecret)];
    const id = await idOf(first);
    expect([await idOf(second), await idOf(second), await idOf(first)]).toEqual([id, id, id]);
    const { send, ids } = start({ replayStore: undefined });
    await send(first);
    await send(second);
    expect(ids).toEqual([id, id]);
  });

  test("is a different event when one byte of the body differs", async () => {
    const { send, ids } = start();
    await send(await signEvent(oldSecret, "shop"));
    await send(await signEvent(newSecret, "shop2"));
    expect(new Set(ids).size).toBe(2);
  });
});

describe("two events with equal bodies", () => {
  test("stay two events when one secret signs both, and each has its pair", async () => {
    const { send, ids } = start();
    const handled: number[] = [];
    for (const secret of [oldSecret, oldSecret, newSecret, newSecret]) {
      expect(await send(await signEvent(secret))).toBe(204);
      handled.push(ids.length);
    }
    expect(handled).toEqual([1, 2, 2, 2]);
    expect(new Set(ids).size).toBe(2);
  });

  test("are each handled once, in any order of their deliveries", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }).chain((events) =>
          fc.shuffledSubarray(
            Array.from({ length: 2 * events }, (_, index) => bothSecrets[index % 2] ?? oldSecret),
            { minLength: 2 * events },
          ),
        ),
        async (deliveries) => {
          const { send, ids } = start();
          for (const secret of deliveries) await send(await signEvent(secret));
          expect(ids).toHaveLength(deliveries.length / 2);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("the window", () => {
  test.each([
    ["60 s by default: one second before its end", {}, 59, 1],
    ["60 s by default: at its end", {}, 60, 2],
    ["as pairWindow says: before its end", { pairWindow: 5 }, 4, 1],
    ["as pairWindow says: after its end", { pairWindow: 5 }, 6, 2],
    ["none", { pairWindow: 0 }, 0, 2],
  ])("is %s", async (_, given, seconds, handled) => {
    let at = Date.now();
    const now = () => at;
    const replayStore = memoryReplayStore({ now });
    const { send, ids } = start({ replayStore, rockit: { secret: bothSecrets, now, ...given } });
    await send(await signEvent(oldSecret));
    at += seconds * 1000;
    await send(await signEvent(newSecret));
    expect(ids).toHaveLength(handled);
  });

  test.each([
    ["within 5 s", 4, 1],
    ["no later", 6, 2],
  ])(
    "is 5 s for a delivery from before the receiver knew the second secret: %s",
    async (_, seconds, handled) => {
      let at = Date.now();
      const now = () => at;
      let secrets = [oldSecret];
      const replayStore = memoryReplayStore({ now });
      const { send, ids } = start({ replayStore, rockit: { secret: () => secrets, now } });
      await send(await signEvent(oldSecret));
      secrets = bothSecrets;
      at += seconds * 1000;
      await send(await signEvent(newSecret));
      expect(ids).toHaveLength(handled);
    },
  );

  test("is not extended by an event whose second delivery never arrives", async () => {
    let at = Date.now();
    const now = () => at;
    const replayStore = memoryReplayStore({ now });
    const { send, ids } = start({ replayStore, rockit: { secret: bothSecrets, now } });
    await send(await signEvent(oldSecret));
    for (let pairs = 0; pairs < 4; pairs++) {
      at += 20_000;
      for (const secret of bothSecrets) await send(await signEvent(secret));
    }
    expect(ids).toHaveLength(5);
    // The old subscription is gone: each delivery of the new subscription is a new event.
    await send(await signEvent(newSecret));
    expect(ids).toHaveLength(6);
  });

  test.each([-1, Number.NaN, "60" as never])("can't be %s", (pairWindow) => {
    expect(() => createRockitVerifier({ secret: bothSecrets, pairWindow })).toThrow(TypeError);
  });
});

describe("a replay", () => {
  test("of either delivery is rejected after the window too", async () => {
    let at = Date.now();
    const now = () => at;
    const replayStore = memoryReplayStore({ now });
    const { send, ids, rejections } = start({ replayStore, rockit: { secret: bothSecrets, now } });
    const pair = [await signEvent(oldSecret), await signEvent(newSecret)];
    for (const signedDelivery of pair) await send(signedDelivery);
    at += 120_000;
    for (const signedDelivery of pair) expect(await send(signedDelivery)).toBe(204);
    expect([ids.length, rejections]).toEqual([1, ["repeated-delivery", "repeated-delivery"]]);
  });

  test("is not paired with a new delivery, so no event is lost", async () => {
    let at = Date.now();
    const now = () => at;
    const replayStore = memoryReplayStore({ now });
    const { send, ids } = start({ replayStore, rockit: { secret: bothSecrets, now } });
    const seen = await signEvent(oldSecret);
    await send(seen);
    at += 120_000;
    await send(seen);
    await send(await signEvent(newSecret));
    expect(ids).toHaveLength(2);
  });
});

describe("a store", () => {
  test("shared by several processes recognises pairs across all of them", async () => {
    const replayStore = memoryReplayStore();
    const [one, other] = [start({ replayStore }), start({ replayStore })];
    await one.send(await signEvent(oldSecret));
    await other.send(await signEvent(newSecret));
    expect([one.ids.length, other.ids.length]).toEqual([1, 0]);
  });

  test("receives only digests, never a secret or a body", async () => {
    const seen: DeliveryToPair[] = [];
    const replayStore: ReplayStore = {
      ...memoryReplayStore(),
      pair: (delivery) => {
        seen.push(delivery);
        return delivery.id;
      },
    };
    const { send } = start({ replayStore });
    for (const secret of [oldSecret, newSecret, oldSecret]) await send(await signEvent(secret));
    const [first, second, third] = seen;
    expect(first).toEqual({
      id: expect.stringMatching(/^sha256:/),
      content: expect.stringMatching(/^[\w-]{43}$/),
      signer: expect.stringMatching(/^[\w-]{22}$/),
      seconds: 60,
    });
    expect([third?.signer, third?.content]).toEqual([first?.signer, second?.content]);
    expect(second?.signer).not.toBe(first?.signer);
  });

  test("without `pair` leaves pairs to be recognised within the process", async () => {
    const { add, delete: forget } = memoryReplayStore();
    const { send, ids } = start({ replayStore: { add, delete: forget } });
    for (const secret of bothSecrets) await send(await signEvent(secret));
    expect(ids).toHaveLength(1);
  });

  test("whose `pair` fails leaves the delivery unhandled, so it can come again", async () => {
    const pair = vi.fn(({ id }: DeliveryToPair) => id).mockRejectedValueOnce(new Error("down") as never);
    const { send, ids } = start({ replayStore: { ...memoryReplayStore(), pair } });
    const signedDelivery = await signEvent(oldSecret);
    expect([await send(signedDelivery), await send(signedDelivery)]).toEqual([500, 204]);
    expect(ids).toHaveLength(1);
  });

  test("in memory holds at most maxEntries", () => {
    const store = memoryReplayStore({ maxEntries: 2 });
    const entryOf = (id: string, signer: string, content: string) => ({ id, signer, content, seconds: 60 });
    for (const id of ["1", "2", "3"]) store.pair(entryOf(id, "old", id));
    expect([store.pair(entryOf("b3", "new", "3")), store.pair(entryOf("b1", "new", "1"))]).toEqual([
      "3",
      "b1",
    ]);
  });
});

test("Durst's callbacks are never paired: a key changes in place, so each callback comes once", async () => {
  const headerName = "x-s";
  const verify = createDurstVerifier({ headerName, key: bothSecrets });
  const ids = bothSecrets.map(async (key) => {
    const signedDelivery = await signDurstTestCallback({ body: { status: "PRINTED" }, headerName, key });
    return (await verify(signedDelivery)).delivery.deliveryId;
  });
  expect(new Set(await Promise.all(ids)).size).toBe(2);
});
