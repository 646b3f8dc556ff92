import type { RockitNewSubscription } from "../../../simulators/index.ts";

export const path = "/be/v1/subscriptions";

export const named = (name: string): RockitNewSubscription => ({
  name,
  sender: "deploy",
  type: "webhook",
  url: "http://hooks.example",
  event: "end",
});

export const webhook = named("a");
