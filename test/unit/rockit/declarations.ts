// Declarations of one subscription of each type.
export const webhook = {
  name: "nightly",
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: "https://hooks.example/a",
} as const;
export const slack = {
  name: "releases",
  sender: "deploy",
  event: "success",
  type: "slack",
  slackToken: "token-canary",
  channelId: "C1",
} as const;
