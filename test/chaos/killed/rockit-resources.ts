import type { Program } from "../../helpers/project.ts";

type Resource = Program["resources"][number];

export const slackToken = 'xoxb-canary/"killed"+token';

const rockitSubscription = (name: string, args: object): Resource => ({
  type: "RockitSubscription",
  name,
  args,
});

const webhookArgs = (version: string) => ({
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: `https://hooks.example/${version}`,
});

export const namedWebhook = (name: string, version: string): Resource =>
  rockitSubscription(name, { name, ...webhookArgs(version) });

export const unnamedWebhook = (name: string, version: string): Resource =>
  rockitSubscription(name, webhookArgs(version));

export const slackSubscription = (name: string): Resource =>
  rockitSubscription(name, {
    name,
    sender: "deploy",
    event: "success",
    type: "slack",
    slackToken,
    channelId: "C1",
  });
