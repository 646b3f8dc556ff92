import { randomBytes } from "node:crypto";
import { signRockitTestWebhook } from "../../../packages/webhooks/src/index.ts";
import type { Deliveries, DeliveryResult } from "../deliveries.ts";
import { type SigningOptions, signToken } from "../tokens.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { RockitOccurrence } from "./types.ts";

const tokenHeader = "x-rockit-subscriptions";

export async function emit(
  subscriptions: Subscriptions,
  deliveries: Deliveries,
  orgName: string,
  occurrence: RockitOccurrence,
  signing?: SigningOptions,
): Promise<DeliveryResult[]> {
  const body = { orgName, appName: "demo-app", ...occurrence };
  const matching = [...subscriptions.byName.values()].filter(
    ({ sender, events }) => sender === occurrence.type && events.includes(occurrence.event),
  );
  return Promise.all(
    matching.map(async ({ name, type, url }): Promise<DeliveryResult> => {
      if (type === "slack")
        return { subscription: name, error: "nothing was posted: Slack is not simulated" };
      const secret = subscriptions.secretOf(name).key;
      return deliveries.post({
        subscription: name,
        url: url ?? "",
        headers: async () => {
          const token = await signToken(async (how, key) => {
            const signedWith = key === "own" ? secret : randomBytes(32);
            const { headers } = await signRockitTestWebhook({
              body,
              secret: signedWith.toString("base64"),
              ...how,
            });
            return headers[tokenHeader];
          }, signing);
          return token === undefined ? {} : { [tokenHeader]: token };
        },
        body,
      });
    }),
  );
}
