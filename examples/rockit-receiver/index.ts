import * as pulumi from "@pulumi/pulumi";
import { RockitSubscription } from "pulumi-rockit-durst";

// The receiver of these deliveries is receiver.mjs.
//
// ROCKIT makes the secret together with the subscription, which may deliver before any receiver knows it. So a rotation has the old and the
// new subscription side by side, and what the receiver can't verify yet of the one it accepts of the other:
//   pulumi config set rotation "2026 2027"   `pulumi up`, then restart the receiver: it gets both secrets
//   pulumi config set rotation 2027          `pulumi up`, then restart the receiver when you like: the old subscription is gone
// In between each event comes twice, which must do no harm, as with any webhook.
const config = new pulumi.Config();
const rotation = config.get("rotation") ?? "2026";

const subscriptions = rotation.split(" ").map(
  (year) =>
    new RockitSubscription(`builds-${year}`, {
      sender: "mkraw",
      events: ["end", "error", "exception"],
      type: "webhook",
      url: config.get("url") ?? "https://hooks.example.com/rockit",
    }),
);

/** What the receiver is given: `pulumi stack output secrets --show-secrets`. */
export const secrets = pulumi.all(subscriptions.map(({ secret }) => secret)).apply((all) => all.join(" "));
