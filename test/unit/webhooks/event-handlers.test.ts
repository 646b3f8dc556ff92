import { expect, expectTypeOf, test, vi } from "vitest";
import {
  createRockitEventHandlers,
  type Json,
  type RockitEvent,
  type RockitWebhookEvent,
  signRockitTestWebhook,
  type VerifiedDelivery,
  webhookHandler,
} from "../../../packages/webhooks/src/index.ts";
import { requestOf, secret } from "./samples.ts";

const delivery = { deliveryId: "jti:1" } as VerifiedDelivery;
const eventOf = (type: string, event: string) =>
  ({ type, event, orgName: "acme", appName: "shop" }) as unknown as RockitWebhookEvent;

test("handlers are called for an event, for a sender, and for any delivery", async () => {
  const calls: string[] = [];
  const call =
    (name: string) =>
    (event: RockitWebhookEvent, { deliveryId }: VerifiedDelivery) =>
      void calls.push(`${name}: ${event.type}.${event.event} ${deliveryId}`);
  const { receive } = createRockitEventHandlers()
    .on("mkraw.end", call("end of a build"))
    .on(["mkraw.error", "deploy.error"], call("error"))
    .on("deploy", call("publish"))
    .on("unlisted", call("unlisted"))
    .onAny(call("any"));
  await receive(eventOf("mkraw", "end"), delivery);
  await receive(eventOf("deploy", "error"), delivery);
  await receive(eventOf("dltar", "end"), delivery);
  await receive({ type: "unlisted", event: "unlisted", body: { event: "end" } }, delivery);
  expect(calls).toEqual([
    "end of a build: mkraw.end jti:1",
    "any: mkraw.end jti:1",
    "error: deploy.error jti:1",
    "publish: deploy.error jti:1",
    "any: deploy.error jti:1",
    "any: dltar.end jti:1",
    "unlisted: unlisted.unlisted jti:1",
    "any: unlisted.unlisted jti:1",
  ]);
});

test("a delivery is handled once all handlers have finished, and fails with their errors", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const failure = new Error("one");
  const late = vi.fn();
  const one = createRockitEventHandlers()
    .onAny(() => {
      throw failure;
    })
    .onAny(async () => {
      await promise;
      late();
    });
  const received = one.receive(eventOf("mkraw", "end"), delivery);
  resolve();
  await expect(received).rejects.toBe(failure);
  expect(late).toHaveBeenCalledTimes(1);
  const two = createRockitEventHandlers()
    .on("mkraw", () => Promise.reject(failure))
    .on("mkraw.end", () => Promise.reject(new Error("two")));
  await expect(two.receive(eventOf("mkraw", "end"), delivery)).rejects.toMatchObject({
    message: "2 handlers failed",
    errors: [failure, { message: "two" }],
  });
});

test("a handler of an unknown event fails to compile and throws at run time", () => {
  const handlers = createRockitEventHandlers();
  // @ts-expect-error
  expect(() => handlers.on("mkraw.edn", () => {})).toThrow(
    /^there is no event "mkraw.edn": use one of dltar, dltar.submit, /,
  );
  // @ts-expect-error
  expect(() => handlers.on(["mkraw.end", "mkraw."], () => {})).toThrow(TypeError);
  // @ts-expect-error
  expect(() => handlers.on("end", () => {})).toThrow(TypeError);
});

test("a handler receives the type of its events", () => {
  createRockitEventHandlers()
    .on("mkraw.end", (event, delivery) => {
      expectTypeOf(event.type).toEqualTypeOf<"mkraw">();
      expectTypeOf(event.event).toEqualTypeOf<"end">();
      expectTypeOf(event.appName).toEqualTypeOf<string>();
      expectTypeOf(delivery).toEqualTypeOf<VerifiedDelivery>();
    })
    .on(["dltar.end", "deploy.error"], (event) => {
      expectTypeOf(event.type).toEqualTypeOf<"dltar" | "deploy">();
      expectTypeOf(event.event).toEqualTypeOf<"end" | "error">();
    })
    .on("deploy", (event) => {
      expectTypeOf(event.type).toEqualTypeOf<"deploy">();
      expectTypeOf(event.event).toEqualTypeOf<RockitEvent>();
    })
    .on("unlisted", ({ body }) => expectTypeOf(body).toEqualTypeOf<Json>())
    .onAny((event) => expectTypeOf(event).toEqualTypeOf<RockitWebhookEvent>());
});

test("a webhook handler accepts event handlers directly as onEvent", async () => {
  const ended = vi.fn();
  const { receive } = createRockitEventHandlers().on("mkraw.end", ({ appName }) => ended(appName));
  const handler = webhookHandler({ rockit: { secret }, onEvent: receive });
  const signedDelivery = await signRockitTestWebhook({
    type: "mkraw",
    event: "end",
    appName: "shop",
    secret,
  });
  expect((await handler(requestOf(signedDelivery))).status).toBe(204);
  expect(ended.mock.calls).toEqual([["shop"]]);
});

test("a test delivery is typed: an unknown event does not compile", async () => {
  const signedDelivery = await signRockitTestWebhook({ type: "deploy", event: "success", secret });
  expect(JSON.parse(signedDelivery.body)).toEqual({
    type: "deploy",
    event: "success",
    orgName: "acme",
    appName: "shop",
  });
  // @ts-expect-error
  await signRockitTestWebhook({ type: "mkraw", event: "edn", secret });
  // @ts-expect-error
  await signRockitTestWebhook({ type: "mkrw", event: "end", secret });
  // @ts-expect-error
  await signRockitTestWebhook({ type: "mkraw", event: "end", appname: "shop", secret });
  // @ts-expect-error
  await signRockitTestWebhook({ type: "mkraw", secret });
  // @ts-expect-error
  await signRockitTestWebhook({ type: "mkraw", event: "end", body: {}, secret });
  const invented = await signRockitTestWebhook({ body: { type: "mkraw", event: "paused" }, secret });
  expect(JSON.parse(invented.body)).toEqual({ type: "mkraw", event: "paused" });
  // @ts-expect-error
  await expect(signRockitTestWebhook({ type: "mkraw", event: "end" })).rejects.toThrow(TypeError);
  await expect(signRockitTestWebhook({ body: 1, secret: "no base64!" })).rejects.toThrow(TypeError);
});
