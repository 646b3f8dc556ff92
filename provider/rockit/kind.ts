import type { ZodType } from "zod";
import type { Fields, InputsOf, Rule } from "../resource/field";
import type { ResourceKind } from "../resource/kind";
import { zod } from "../resource/on-demand";
import { exclusiveRules } from "../resource/rules";
import {
  anyValue,
  credential,
  isAbsent,
  isGiven,
  isTrueOrFalse,
  nonEmptyString,
  notOneOf,
  oneOf,
  singleLine,
  someOf,
  webAddress,
} from "../resource/schema";
import { canonicalText } from "../resource/text";
import { canonicalUrl, hostOf } from "../resource/web-address";
import {
  type RockitEvent,
  type RockitTarget,
  rockitConflictAnswers,
  rockitEvents,
  rockitSenders,
  rockitTargets,
} from "./vocabulary";

const onlyFor = (value: RockitTarget) => ({ field: "type", value, allValues: rockitTargets });

const oneOfWords = (list: readonly string[]) => list.map((word) => `\`${word}\``).join(" \\| ");

const fitsIntoUrl = (value: string) => value.isWellFormed() && value !== "." && value !== "..";

/** Host only: the path is a credential at some receivers. */
const target = (url: unknown) => {
  const host = hostOf(url);
  return host === undefined ? "" : `to ${host}`;
};

/**
 * One event. A list is accepted too: a refresh finds one if someone else added events to the subscription.
 */
const oneEvent = (): ZodType<RockitEvent> => {
  const z = zod();
  const several = z.array(z.enum(rockitEvents)).min(2) as unknown as ZodType<RockitEvent>;
  return z.union([z.enum(rockitEvents), several], { error: ({ input }) => notOneOf(rockitEvents, input) });
};

const fields = {
  name: {
    description:
      "unique in the organisation; also the resource's id: a subscription renamed at the server counts as deleted",
    type: "string",
    required: true,
    autoNamed: true,
    byDefault: "generated from the resource's name and a random suffix",
    schema: () =>
      nonEmptyString().refine(fitsIntoUrl, {
        error: "must be a name that fits into a URL (not '.', '..' or broken Unicode)",
      }),
    meaning: canonicalText,
    onChange: "replaces",
    readBack: "value",
  },
  sender: {
    description: "source of the events: an import request, an image build or a publish",
    type: oneOfWords(rockitSenders),
    valueDescriptions: { dltar: "an import request", mkraw: "an image build", deploy: "a publish" },
    required: true,
    schema: () => oneOf(rockitSenders),
    onChange: "replaces",
    readBack: "value",
    summary: String,
  },
  event: {
    description: 'a single event to send; `event: "end"` is equivalent to `events: ["end"]`',
    type: "event name",
    byDefault: "one of `event` and `events` is required",
    schema: oneEvent,
    onChange: "replaces",
    readBack: "value",
    summary: (events) => [events].flat().join(", "),
  },
  events: {
    description: "the events to send; order and duplicates do not matter",
    type: "event names",
    byDefault: "one of `event` and `events` is required",
    schema: () => someOf(rockitEvents, { list: "event names", one: "event" }),
    onChange: "replaces",
    readBack: "value",
    set: true,
    summary: (events) => [events].flat().join(", "),
  },
  type: {
    description: "where the events are sent",
    type: oneOfWords(rockitTargets),
    valueDescriptions: {
      webhook: "a webhook, set by `url`",
      slack: "a Slack channel, set by `channelId`",
    },
    required: true,
    schema: () => oneOf(rockitTargets),
    onChange: "replaces",
    readBack: "value",
  },
  url: {
    description: "URL of the webhook that receives the events",
    type: "`https://` or `http://` URL",
    onlyWith: onlyFor("webhook"),
    schema: webAddress,
    meaning: (url) => (typeof url === "string" ? canonicalUrl(url) : url),
    onChange: "replaces",
    readBack: "value",
    summary: target,
  },
  slackToken: {
    description: "token of the Slack app; write-only: the server never returns it",
    type: "string",
    onlyWith: onlyFor("slack"),
    schema: credential,
    onChange: "replaces",
    readBack: "never",
    secret: true,
  },
  channelId: {
    description: "Slack channel that receives the events",
    type: "string",
    onlyWith: onlyFor("slack"),
    schema: credential,
    meaning: canonicalText,
    onChange: "replaces",
    readBack: "value",
    summary: (channel) => `to ${channel}`,
  },
  onConflict: {
    description: "what to do if a subscription of this name exists at creation: fail, or delete it first",
    type: oneOfWords(rockitConflictAnswers),
    valueDescriptions: { fail: "the creation fails", replace: "the existing subscription is deleted first" },
    byDefault: "`fail`",
    schema: () => oneOf(rockitConflictAnswers),
    onChange: "nothing",
    readBack: "not sent",
  },
  rotationTrigger: {
    description: "changing it rotates the signing secret",
    type: "any value",
    schema: anyValue,
    onChange: "replaces",
    readBack: "not sent",
  },
  namePrefix: {
    description: "the resource's name, from which the subscription's name is generated",
    type: "string",
    internal: true,
    schema: singleLine,
    onChange: "nothing",
    readBack: "not sent",
  },
  nameProposed: {
    description: "whether the engine proposed the name (`pulumi:autonaming`)",
    type: "boolean",
    internal: true,
    schema: isTrueOrFalse,
    onChange: "nothing",
    readBack: "not sent",
  },
  retainOnDelete: {
    description: "whether the engine keeps the object on the server when it replaces or deletes the resource",
    type: "boolean",
    internal: true,
    schema: isTrueOrFalse,
    onChange: "nothing",
    readBack: "not sent",
  },
} as const satisfies Fields;

const eventRules: readonly Rule[] = [
  {
    field: "events",
    message: "is required unless event is set",
    holds: ({ event, events }) => !(isAbsent(event) && isAbsent(events)),
  },
  {
    field: "events",
    message: "can't be combined with event: list all events in events",
    holds: ({ event, events }) => !(isGiven(event) && isGiven(events)),
  },
];

/** A subscription of ROCKIT Edge (vendor pages "Subscribe", "List Subscriptions", "Unsubscribe"). */
export const rockitSubscription = {
  name: "rockit:Subscription",
  noun: "ROCKIT subscription",
  description:
    'A subscription of ROCKIT Edge: import, build and publish events, sent to a webhook or a Slack channel. The vendor has no update, so every change creates a new subscription with a new signing secret. Deleting the resource deletes the subscription. Vendor pages: "Subscribe", "List Subscriptions" and "Unsubscribe" of the ROCKITPLAY API.',
  label: ({ name, id }) => `"${name ?? id}"`,
  id: { pattern: /^.+$/s, form: "its name", meaning: canonicalText },
  fields,
  rules: [
    ...eventRules,
    ...exclusiveRules(fields, ({ field, other }) => `is not allowed for ${field} ${other}`),
  ],
  outputs: {
    secret: {
      description:
        "signing secret in base64, which verifies the JWT of every delivery; the server returns it only once, at creation",
      type: "string",
      readBack: "never",
      secret: true,
      changes: "with each new object",
    },
    secretIssuedAt: {
      description: "when the secret was issued, ISO 8601",
      type: "string",
      readBack: "not sent",
      changes: "with each new object",
    },
  },
  // The vendor's page documents no fields of the list's entries.
  absentMeans: "not returned",
} as const satisfies ResourceKind<typeof fields>;

export type RockitSubscriptionInputs = InputsOf<typeof fields>;
