import type { ResourcePolicy } from "../documented";
import { rockitSubscription, validateResourceOfKind } from "../of-kind";
import { listed, matches } from "../patterns";
import { cwe } from "../references";

/** Events go to known Slack channels only. */
export const rockitSlackChannels: ResourcePolicy = {
  name: "rockit-slack-channels",
  displayName: "ROCKIT posts to allowed Slack channels",
  description: "A ROCKIT subscription posts to an allowed Slack channel.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["rockit", "destination"],
  url: cwe(183),
  remediationSteps: "Use an allowed channel, or have the channel added to the policy's channels.",
  configSchema: {
    properties: {
      channels: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: [],
        description:
          "Slack channels that are allowed, by channelId. Each entry is a channel or a pattern of plain text, where * stands for any characters. If there are none, every channel is allowed.",
      },
    },
  },
  validateResource: validateResourceOfKind(rockitSubscription, (props, args, report) => {
    const { channels } = args.getConfig<{ channels: string[] }>();
    if (channels.length === 0) args.notApplicable("no channels are configured: every channel is allowed");
    const { channelId } = props;
    if (typeof channelId !== "string" || matches(channelId, channels)) return;
    report(
      `The channel of channelId is not allowed: use one of ${listed(channels)}, or have it added to channels of this policy.`,
    );
  }),
  docs: {
    prevents: `Events in a channel that others read, such as one that is shared with guests ([CWE-183](${cwe(183)})).`,
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
