import * as pulumi from "@pulumi/pulumi";
import { RockitEventHub } from "pulumi-rockit-durst";

const config = new pulumi.Config();

// A subscription has one sender; the hub makes one for each, all to the same webhook.
const hub = new RockitEventHub("hub", {
  url: config.get("url") ?? "https://hooks.example.com/rockit",
  senders: {
    mkraw: ["end", "error", "exception"],
    deploy: ["success", "error", "exception"],
  },
  // `pulumi config set secretsOf 2027-Q1` rotates all signing secrets. The server misses no event; a receiver that learns them later needs `versions`: see rockit-receiver.
  rotationTrigger: config.get("secretsOf"),
});

/** Each verifies the deliveries of its sender. */
export const buildSecret = hub.secrets.mkraw;
export const deploymentSecret = hub.secrets.deploy;
