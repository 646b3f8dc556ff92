import { renameSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RockitWebhook } from "pulumi-rockit-durst";

// The receiver of these deliveries is receiver.mjs. It reads its secrets from a file at each delivery, so that a rotation needs no restart.
//
// ROCKIT makes the secret together with the subscription, so that a receiver can only learn it later. A rotation takes two steps:
//   pulumi config set versions "2026-11 2026-12"   `pulumi up`: both deliver, and the output `secrets` has both. Hand it over.
//   pulumi config set versions 2026-12             `pulumi up`: the old subscription is gone. Hand over what is left.
// In between each event comes twice, and the receiver handles it once. To give up, set the old version alone.
const config = new pulumi.Config();
const versions = (config.get("versions") ?? "2026-11").split(" ");
const receiverFile = config.get("receiverFile");

const builds = new RockitWebhook("builds", {
  sender: "mkraw",
  events: ["end", "error", "exception"],
  url: config.get("url") ?? "https://hooks.example.com/rockit",
  versions,
});

/** What the receiver is given: `pulumi stack output secrets --show-secrets`. */
export const secrets = pulumi
  .all(versions.map((version) => builds.secrets[version]))
  .apply((all) => all.join(" "));

// Only where the stack may write what the receiver reads: then the very update that makes a secret hands it over. On a platform with a store of
// secrets a resource of that store stands here instead, such as kubernetes.core.v1.Secret or aws.ssm.Parameter.
if (receiverFile !== undefined && !pulumi.runtime.isDryRun()) {
  secrets.apply((text) => {
    // Renamed, so that the receiver never reads half a file.
    writeFileSync(`${receiverFile}.new`, text, { mode: 0o600 });
    renameSync(`${receiverFile}.new`, receiverFile);
  });
}
