import { expect, expectTypeOf, test } from "vitest";
import {
  type Json,
  type ListedRockitWebhookEvent,
  type RockitWebhookEvent,
  type VerifiedDurstCallback,
  webhookHandler,
} from "../../../packages/webhooks/src/index.ts";
import { nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";
import { event, secret, verifyRockit } from "./samples.ts";

// Mostly for the compiler: `npm run check` compiles this file, and a missing case does not compile.

function byEvent(event: RockitWebhookEvent): string {
  switch (event.event) {
    case "submit":
    case "begin":
    case "progress":
    case "end":
    case "success":
      expectTypeOf(event.type).toEqualTypeOf<"dltar" | "mkraw" | "deploy">();
      return `${event.appName} ${event.event}`;
    case "exception":
      return String(event.exception?.httpDownloadFailed);
    case "error":
      expectTypeOf(event.event).toEqualTypeOf<"error">();
      return String(event.error?.deployment);
    case "unlisted":
      expectTypeOf(event.body).toEqualTypeOf<Json>();
      return JSON.stringify(event.body);
    default:
      return event satisfies never;
  }
}

function bySender(event: RockitWebhookEvent): string {
  switch (event.type) {
    case "dltar":
    case "mkraw":
    case "deploy":
      return event.type;
    case "unlisted":
      return JSON.stringify(event.body);
    default:
      return event satisfies never;
  }
}

test("a switch over all events or all senders is exhaustive", async () => {
  expect(byEvent(await verifyRockit())).toBe("shop end");
  expect(bySender(await verifyRockit())).toBe("mkraw");
  const later = JSON.stringify({ ...event, event: "paused" });
  expect(byEvent(await verifyRockit({ body: later }))).toBe(later);
  expectTypeOf<ListedRockitWebhookEvent["orgName"]>().toEqualTypeOf<string>();
  expectTypeOf<ListedRockitWebhookEvent["later"]>().toEqualTypeOf<unknown>();
  expectTypeOf<VerifiedDurstCallback["body"]>().toEqualTypeOf<Json>();
});

test("a handler's onEvent receives the vendor's type", () => {
  const handler = webhookHandler({
    rockit: { secret },
    onEvent: (event) => expectTypeOf(event).toEqualTypeOf<RockitWebhookEvent>(),
  });
  expectTypeOf(handler).toEqualTypeOf<(request: Request) => Promise<Response>>();
  nodeWebhookHandler({
    durst: { headerName: "x", key: "k" },
    onEvent: (callback) => expectTypeOf(callback).toEqualTypeOf<VerifiedDurstCallback>(),
  });
  const both = { headerName: "x", key: "k", xAuth: { user: "u", password: "p" } };
  // @ts-expect-error a callback is verified by its JWT or by user and password, not by both
  expect(() => webhookHandler({ durst: both, onEvent: () => 0 })).toThrow(TypeError);
});
