import { expect, expectTypeOf, test } from "vitest";
import type * as webhooks from "../../../packages/webhooks/src/index.ts";
import { rockitEvents, rockitSenders } from "../../../packages/webhooks/src/rockit-vocabulary.ts";
import * as provider from "../../../provider/rockit/vocabulary.ts";

// The package has its own list of senders and events: it must match the provider's list.

test("knows the senders and events that can be subscribed", () => {
  expect(rockitSenders).toEqual(provider.rockitSenders);
  expect(rockitEvents).toEqual(provider.rockitEvents);
  expectTypeOf<webhooks.RockitSender>().toEqualTypeOf<provider.RockitSender>();
  expectTypeOf<webhooks.RockitEvent>().toEqualTypeOf<provider.RockitEvent>();
});
