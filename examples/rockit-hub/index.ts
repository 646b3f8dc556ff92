import * as pulumi from "@pulumi/pulumi";
import { RockitEventHub } from "pulumi-rockit-durst";

const config = new pulumi.Config();

// A subscription has one sender. The hub creates a subscription for each sender, all with the same webhook.
const hub = new RockitEventHub("hub", {
  url: config.get("url") ?? "https://hooks.example.com/rockit",
  senders: {
    mkraw: ["end", "error", "exception"],
    deploy: ["success", "error", "exception"],
  },
  // `pulumi config set rotation 2027-Q1` rotates all signing secrets, and the server keeps sending events. If
  // the receiver gets the new secrets later, use `versions` instead: see rockit-receiver.
  rotationTrigger: config.get("rotation"),
});

/** Each secret verifies the deliveries of its sender. */
export const buildSecret = hub.secrets.mkraw;
export const deploymentSecret = hub.secrets.deploy;
