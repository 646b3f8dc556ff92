import { renameSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { DurstCallback } from "pulumi-rockit-durst";

// receiver.mjs receives these callbacks. It reads its keys from a file at each callback, so a rotation needs
// no restart.
//
// You choose the key, so the receiver can know the next key before the server uses it. `keys` contains keys
// separated by blanks: the server signs with the first one, and the receiver accepts all. To rotate the key
// without rejected callbacks, run `pulumi config set --secret keys` and `pulumi up` three times, with
//   old new   the receiver accepts both keys; the server is unchanged
//   new old   the server signs with the new key
//   new       the receiver no longer accepts the old key; the server is unchanged
const config = new pulumi.Config();
const receiverFile = config.get("receiverFile");

/** The keys of the receiver: `pulumi stack output keys --show-secrets`. */
export const keys = config.requireSecret("keys");

new DurstCallback("press", {
  hostUri: config.get("url") ?? "https://hooks.example.com/durst/",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-durst-signature", key: keys.apply((all) => all.replace(/ .*/, "")) },
  subscriptions: { jobs: { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" } },
});

// On a platform with a secret store, use a resource of the store instead, such as kubernetes.core.v1.Secret
// or aws.ssm.Parameter.
if (receiverFile !== undefined && !pulumi.runtime.isDryRun()) {
  keys.apply((text) => {
    // Renamed, so the receiver never reads an incomplete file.
    writeFileSync(`${receiverFile}.new`, text, { mode: 0o600 });
    renameSync(`${receiverFile}.new`, receiverFile);
  });
}
