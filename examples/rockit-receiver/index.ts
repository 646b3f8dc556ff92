import { renameSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RockitWebhook } from "pulumi-rockit-durst";

// receiver.mjs receives these deliveries. It reads its secrets from a file at each delivery, so a rotation
// needs no restart.
//
// ROCKIT generates the secret when it creates the subscription. The receiver gets the secret afterwards, so a
// rotation takes two steps:
//   pulumi config set versions "2026-11 2026-12" && pulumi up   # both versions deliver
//   pulumi config set versions 2026-12 && pulumi up             # only the new version is left
// After each step, give the output `secrets` to the receiver. Between the steps each event is delivered twice,
// and the receiver handles it once. To cancel, set only the old version.
const config = new pulumi.Config();
const versions = (config.get("versions") ?? "2026-11").split(" ");
const receiverFile = config.get("receiverFile");

const builds = new RockitWebhook("builds", {
  sender: "mkraw",
  events: ["end", "error", "exception"],
  url: config.get("url") ?? "https://hooks.example.com/rockit",
  versions,
});

/** The secrets of the receiver: `pulumi stack output secrets --show-secrets`. */
export const secrets = pulumi
  .all(versions.map((version) => builds.secrets[version]))
  .apply((all) => all.join(" "));

// With receiverFile, the `up` that creates a secret also writes it to the receiver's file. On a platform with
// a secret store, use a resource of the store instead, such as kubernetes.core.v1.Secret or
// aws.ssm.Parameter.
if (receiverFile !== undefined && !pulumi.runtime.isDryRun()) {
  secrets.apply((text) => {
    // Renamed, so the receiver never reads an incomplete file.
    writeFileSync(`${receiverFile}.new`, text, { mode: 0o600 });
    renameSync(`${receiverFile}.new`, receiverFile);
  });
}
