import { renameSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RockitSubscription } from "pulumi-rockit-durst";

// The receiver of these deliveries is receiver.mjs. It reads its secrets from a file at each delivery, so that a rotation needs no restart.
//
// ROCKIT makes the secret together with the subscription. So a rotation has the old and the new subscription side by side:
//   pulumi config set rotation "2026 2027"   `pulumi up`: the file has both secrets
//   pulumi config set rotation 2027          `pulumi up`: the old subscription is gone, and so is its secret
// In between each event comes twice, which must do no harm, as with any webhook. That each has a rotationTrigger of its own says that this is
// meant: the policy rockit-no-duplicates stops two subscriptions of one target otherwise.
const config = new pulumi.Config();
const rotation = config.get("rotation") ?? "2026";
const receiverFile = config.get("receiverFile");

const subscriptions = rotation.split(" ").map(
  (year) =>
    new RockitSubscription(`builds-${year}`, {
      sender: "mkraw",
      events: ["end", "error", "exception"],
      type: "webhook",
      url: config.get("url") ?? "https://hooks.example.com/rockit",
      rotationTrigger: year,
    }),
);

/** What the receiver is given: `pulumi stack output secrets --show-secrets`. */
export const secrets = pulumi.all(subscriptions.map(({ secret }) => secret)).apply((all) => all.join(" "));

// Written by the very update that makes a secret, so that the receiver knows it before the first event. On a platform with a store of secrets
// a resource of that store stands here instead, such as kubernetes.core.v1.Secret or aws.ssm.Parameter.
if (receiverFile !== undefined && !pulumi.runtime.isDryRun()) {
  secrets.apply((text) => {
    // Renamed, so that the receiver never reads half a file.
    writeFileSync(`${receiverFile}.new`, text, { mode: 0o600 });
    renameSync(`${receiverFile}.new`, receiverFile);
  });
}
