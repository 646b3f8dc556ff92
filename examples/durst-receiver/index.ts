import * as pulumi from "@pulumi/pulumi";
import { DurstCallback } from "pulumi-rockit-durst";

// The receiver of these callbacks is receiver.mjs.
//
// The key is ours to choose, so that the receiver can know the next one before the server does. Of the keys, separated by blanks, the server signs
// with the first, and the receiver accepts them all; a rotation that refuses nothing sets them with `pulumi config set --secret keys` to
//   old new   `pulumi up`, which changes nothing at the server, then restart the receiver: it gets both keys
//   new old   `pulumi up`: the server signs with the new one
//   new       `pulumi up`, which again changes nothing there, then restart the receiver when you like
const config = new pulumi.Config();

/** What the receiver is given: `pulumi stack output keys --show-secrets`. */
export const keys = config.requireSecret("keys");

new DurstCallback("press", {
  hostUri: config.get("url") ?? "https://hooks.example.com/durst/",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-durst-signature", key: keys.apply((all) => all.replace(/ .*/, "")) },
  subscriptions: { jobs: { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" } },
});
