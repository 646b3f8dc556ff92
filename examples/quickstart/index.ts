import * as pulumi from "@pulumi/pulumi";
import { DurstSubscriber, DurstSubscription, RockitSubscription } from "pulumi-rockit-durst";

const config = new pulumi.Config("quickstart");
const receiver = config.get("receiver") ?? "https://hooks.example.com";

// ROCKIT Edge: events of image builds go to a webhook, results of deployments to a Slack channel.
const builds = new RockitSubscription("builds", {
  name: "quickstart-builds",
  sender: "mkraw",
  events: config.getObject("buildEvents") ?? ["end", "error", "exception"],
  type: "webhook",
  url: `${receiver}/rockit`,
});

const deployments = new RockitSubscription("deployments", {
  name: "quickstart-deployments",
  sender: "deploy",
  events: ["success", "error", "exception"],
  type: "slack",
  slackToken: config.requireSecret("slackToken"),
  channelId: config.get("slackChannel") ?? "C0123456789",
});

// Durst Workflow: one host receives signed callbacks for two kinds of objects.
const pressRoom = new DurstSubscriber("press-room", {
  hostUri: `${receiver}/durst/`,
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-durst-signature", key: config.requireSecret("durstKey") },
});

const jobs = new DurstSubscription("jobs", {
  subscriberId: pressRoom.id,
  topic: "STATUS/PRODUCTION_JOB/*",
  path: config.get("jobsPath") ?? "jobs",
});

const orders = new DurstSubscription("orders", {
  subscriberId: pressRoom.id,
  topic: "STATUS/PRINT_ORDER/*",
  path: "orders",
});

export const rockitSubscriptions = [builds.name, deployments.name];
export const durstSubscriptions = [jobs.id, orders.id];
/** Verifies every delivery to the webhook: `pulumi stack output buildsSecret --show-secrets`. */
export const buildsSecret = builds.secret;
/** Verifies every callback from Durst. */
export const durstKey = pressRoom.jwtSigningInfo.apply((info) => info?.key);
