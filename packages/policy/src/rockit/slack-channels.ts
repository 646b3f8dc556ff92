import { commaSeparated, matchesAny } from "../patterns";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { rockitSubscription, validateResourceOfKind } from "../resource-kinds";

/** Events go to allowed Slack channels only. */
export const rockitSlackChannels: ResourcePolicy = {
  name: "rockit-slack-channels",
  displayName: "ROCKIT posts to allowed Slack channels",
  description: "Forbids Slack channels that the option channels does not list.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["rockit", "destination"],
  url: cwe(183),
  remediationSteps: "Use an allowed channel, or add the channel to the policy's option channels.",
  configSchema: {
    properties: {
      channels: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: [],
        description:
          "Allowed Slack channels, as in channelId. Each entry is a channel or a pattern, in which * stands for any characters. While this list is empty, the policy does nothing.",
      },
    },
  },
  validateResource: validateResourceOfKind(rockitSubscription, (props, args, report) => {
    const { channels } = args.getConfig<{ channels: string[] }>();
    if (channels.length === 0) args.notApplicable("no channels are configured: every channel is allowed");
    const { channelId } = props;
    if (typeof channelId !== "string" || matchesAny(channelId, channels)) return;
    report(
      `The channel in channelId is not allowed: use one of ${commaSeparated(channels)}, or add it to this policy's option channels.`,
    );
  }),
  docs: {
    prevents: `Events in the wrong channel, such as one that is shared with guests ([CWE-183](${cwe(183)})).`,
    passes: `new RockitSubscription("builds", {
  sender: "mkraw", events: ["end", "error", "exception"], type: "slack",
  slackToken: pulumi.secret("xoxb-example"), channelId: "C024BE91L",
});`,
    fails: `new RockitSubscription("builds", {
  sender: "mkraw", events: ["end", "error", "exception"], type: "slack",
  slackToken: pulumi.secret("xoxb-example"), channelId: "C0GENERAL",
});`,
    configured: { channels: ["C024BE91L"] },
  },
};
