import * as pulumi from "@pulumi/pulumi";
import { RockitSubscription } from "pulumi-rockit-durst/native";

new RockitSubscription("deployments", {
  name: "deployments",
  sender: "deploy",
  event: "success",
  type: "slack",
  slackToken: new pulumi.Config().requireSecret("slackToken"),
  channelId: "C0123456789",
});
