import type { Deliveries, DeliveryResult } from "../deliveries.ts";
import { type SigningOptions, signToken } from "../tokens.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { RockitOccurrence } from "./types.ts";

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
      const secret = Buffer.from(subscriptions.secretOf(name), "base64");
      return deliveries.post({
        subscription: name,
        url: url ?? "",
        headers: async () => {
          const token = await signToken(secret, signing);
          return token === undefined ? {} : { "x-rockit-subscriptions": token };
        },
        body,
      });
    }),
  );
}
