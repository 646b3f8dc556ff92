import { renameSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { DurstCallback } from "pulumi-rockit-durst";

// The receiver of these callbacks is receiver.mjs. It reads its keys from a file at each callback, so that a rotation needs no restart.
//
// The key is ours to choose, so that the receiver can know the next one before the server does. Of the keys, separated by blanks, the server signs
// with the first, and the receiver accepts them all; a rotation that rejects nothing sets them with `pulumi config set --secret keys` to
//   old new   `pulumi up`, which changes nothing at the server: the file has both keys
//   new old   `pulumi up`: the server signs with the new one
//   new       `pulumi up`, which again changes nothing there: the old key is accepted no more
const config = new pulumi.Config();
const receiverFile = config.get("receiverFile");

/** What the receiver is given: `pulumi stack output keys --show-secrets`. */
export const keys = config.requireSecret("keys");

new DurstCallback("press", {
  hostUri: config.get("url") ?? "https://hooks.example.com/durst/",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-durst-signature", key: keys.apply((all) => all.replace(/ .*/, "")) },
  subscriptions: { jobs: { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" } },
});

// On a platform with a store of secrets a resource of that store stands here instead, such as kubernetes.core.v1.Secret or aws.ssm.Parameter.
if (receiverFile !== undefined && !pulumi.runtime.isDryRun()) {
  keys.apply((text) => {
    // Renamed, so that the receiver never reads half a file.
    writeFileSync(`${receiverFile}.new`, text, { mode: 0o600 });
    renameSync(`${receiverFile}.new`, receiverFile);
  });
}
