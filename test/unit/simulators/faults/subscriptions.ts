import type { RockitNewSubscription } from "../../../simulators/index.ts";

export const path = "/be/v1/subscriptions";

export const webhookNamed = (name: string): RockitNewSubscription => ({
  name,
  sender: "deploy",
  type: "webhook",
  url: "http://hooks.example",
  event: "end",
});

export const webhook = webhookNamed("a");
