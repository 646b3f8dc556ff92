import { z } from "zod";
import { across, isAbsent, isGiven, oneOf, text, webAddress } from "../resource/schema";
import { rockitConflictAnswers, rockitEvents, rockitSenders, rockitTargets } from "./vocabulary";

const name = text().refine((value) => value.isWellFormed() && value !== "." && value !== "..", {
  error: "must be a name that fits into a URL (not '.', '..' or broken Unicode)",
});

const fields = z.strictObject({
  name,
  sender: oneOf(rockitSenders),
  event: oneOf(rockitEvents).optional(),
  events: z
    .array(oneOf(rockitEvents), { error: "must be a list of event names" })
    .min(1, { error: "must name at least one event" })
    .optional(),
  type: oneOf(rockitTargets),
  url: webAddress().optional(),
  slackToken: text().optional(),
  channelId: text().optional(),
  onConflict: oneOf(rockitConflictAnswers).optional(),
  rotationTrigger: z.unknown().optional(),
  // Given by the class, not by programs.
  namePrefix: text().optional().meta({ internal: true }),
});

/** The inputs of a ROCKIT subscription (vendor page "Subscribe"). */
export const rockitSubscriptionInputs = across(
  fields,
  {
    field: "events",
    says: "is required, unless event names a single one",
    holds: ({ event, events }) => !(isAbsent(event) && isAbsent(events)),
  },
  {
    field: "events",
    says: "can't be given together with event: name them all in events",
    holds: ({ event, events }) => !(isGiven(event) && isGiven(events)),
  },
  {
    field: "url",
    says: "is required for type webhook",
    holds: ({ type, url }) => !(type === "webhook" && isAbsent(url)),
  },
  {
    field: "slackToken",
    says: "is required for type slack",
    holds: ({ type, slackToken }) => !(type === "slack" && isAbsent(slackToken)),
  },
  {
    field: "channelId",
    says: "is required for type slack",
    holds: ({ type, channelId }) => !(type === "slack" && isAbsent(channelId)),
  },
  {
    field: "url",
    says: "is not allowed for type slack",
    holds: ({ type, url }) => !(type === "slack" && isGiven(url)),
  },
  {
    field: "slackToken",
    says: "is not allowed for type webhook",
    holds: ({ type, slackToken }) => !(type === "webhook" && isGiven(slackToken)),
  },
  {
    field: "channelId",
    says: "is not allowed for type webhook",
    holds: ({ type, channelId }) => !(type === "webhook" && isGiven(channelId)),
  },
);

export type RockitSubscriptionInputs = z.infer<typeof fields>;
