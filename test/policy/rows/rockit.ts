import { type Resource, secret, unknown } from "../policy-server.ts";
import { secretAge } from "./rockit-secret-age.ts";
import { type Case, casesFor, namedCases, type Row } from "./row.ts";

const channelNotAllowed =
  "The channel in channelId is not allowed: use one of C024BE91L, #builds-*, or add it to this policy's option channels.";
const slackSubscriptionTo = (channelId: unknown): Resource => ({
  type: "rockitSubscription",
  props: { sender: "mkraw", type: "slack", slackToken: secret("xoxb-canary"), channelId },
});

const subscriptionTo = (name: string, sender: unknown, events: unknown): Resource => ({
  type: "rockitSubscription",
  name,
  props: {
    sender,
    type: "webhook",
    url: "https://hooks.example.com",
    ...(typeof events === "string" && events !== unknown ? { event: events } : { events }),
  },
});
const missingEvents = (name: string, sender: string, events = "error, exception") =>
  `${name}: Required events of ${sender} are not subscribed (${events}): add them to a subscription of ${sender}.`;

const a = "https://a.example/hooks";
const webhookSubscription = (name: string, sender: unknown, events: unknown, url: unknown = a): Resource => ({
  type: "rockitSubscription",
  name,
  props: { name, sender, events, type: "webhook", url },
});
const withTrigger = (name: string, rotationTrigger: unknown): Resource => {
  const { props, ...resource } = webhookSubscription(name, "mkraw", ["end"]);
  return { ...resource, props: { ...props, ...(rotationTrigger === undefined ? {} : { rotationTrigger }) } };
};
const slackSubscription = (name: string, event: string, channelId: unknown): Resource => ({
  type: "rockitSubscription",
  name,
  props: { name, sender: "mkraw", event, type: "slack", channelId, slackToken: secret("xoxb-canary") },
});
const duplicate = (name: string, other: string, what = "end", field = "url") =>
  `${name}: ${what} of mkraw ${what.includes(",") ? "arrive" : "arrives"} twice, because ${other} has the same ${field}: leave ${what.includes(",") ? "them" : "it"} to one of the two.`;
const waitingCase = (waiting: Resource, field: string): Case => ({
  what: `${field}, and judges the rest`,
  resources: [
    webhookSubscription("two", "mkraw", ["end"]),
    waiting,
    webhookSubscription("one", "mkraw", ["end"]),
    slackSubscription("three", "end", "C1"),
  ],
  violations: [duplicate("two", "one")],
  unknown: [field],
});

const subscriptionNamed = (given: unknown, namePrefix?: string): Resource => ({
  type: "rockitSubscription",
  props: {
    name: given,
    ...(namePrefix === undefined ? {} : { namePrefix }),
    sender: "mkraw",
    type: "webhook",
    url: "https://hooks.example.com",
  },
});
const nameMismatch =
  "name does not match [a-z0-9][a-z0-9-]{0,62}: choose a name that does. A generated name begins with the resource's name.";

export const rockitRows: readonly Row[] = [
  {
    policy: "rockit-slack-channels",
    context: { config: { channels: ["C024BE91L", "#builds-*"] } },
    passes: [
      ...casesFor(["C024BE91L", "#builds-", "#builds-eu"], slackSubscriptionTo),
      {
        what: "a webhook, which has no channel",
        resources: {
          type: "rockitSubscription",
          props: { type: "webhook", url: "https://hooks.example.com" },
        },
      },
    ],
    reports: casesFor(["C024BE91M", "C024BE91LX", "#builds", "builds-eu"], slackSubscriptionTo, {
      violations: [channelNotAllowed],
    }),
    secret: casesFor([secret("canary")], slackSubscriptionTo, { violations: [channelNotAllowed] }),
    waits: [{ what: "a channel", resources: slackSubscriptionTo(unknown), unknown: ["channelId"] }],
    doesNotApply: casesFor(["anything"], slackSubscriptionTo, {
      context: {},
      notApplicable: "no channels are configured: every channel is allowed",
    }),
  },
  {
    policy: "rockit-failures-subscribed",
    passes: namedCases([
      ["nothing subscribed", []],
      ["both events in one subscription", [subscriptionTo("a", "mkraw", ["error", "end", "exception"])]],
      [
        "one event each",
        [subscriptionTo("a", "mkraw", "error"), subscriptionTo("b", "mkraw", ["exception"])],
      ],
    ]),
    reports: [
      {
        what: "each sender that lacks an event, at its first subscription by name",
        resources: [
          subscriptionTo("c", "deploy", "end"),
          subscriptionTo("a", "mkraw", ["end", "error"]),
          subscriptionTo("b", "deploy", "success"),
          subscriptionTo("d", "dltar", ["error", "exception"]),
        ],
        violations: [missingEvents("a", "mkraw", "exception"), missingEvents("b", "deploy")],
      },
      {
        what: "a sender whose failures another provider's subscription covers, of another organisation",
        resources: [
          { ...subscriptionTo("a", "mkraw", ["end"]), provider: { name: "eu" } },
          { ...subscriptionTo("b", "mkraw", ["error", "exception"]), provider: { name: "us" } },
        ],
        violations: [missingEvents("a", "mkraw")],
      },
    ],
    secret: [
      {
        what: "events",
        resources: [
          subscriptionTo("a", "mkraw", secret(["end"])),
          subscriptionTo("b", "deploy", secret(["error", "exception"])),
        ],
        violations: [missingEvents("a", "mkraw")],
      },
    ],
    waits: [
      {
        what: "events that may be the missing ones, but judges the rest",
        resources: [
          subscriptionTo("a", "mkraw", unknown),
          subscriptionTo("b", "mkraw", ["end"]),
          subscriptionTo("c", "deploy", ["end", "error"]),
        ],
        violations: [missingEvents("c", "deploy", "exception")],
        unknown: ["events"],
      },
      {
        what: "a sender",
        resources: [
          subscriptionTo("a", unknown, ["error", "exception"]),
          subscriptionTo("b", "mkraw", ["end"]),
        ],
        unknown: ["sender"],
      },
    ],
  },
  {
    policy: "rockit-no-duplicates",
    passes: namedCases([
      ["nothing", []],
      ["a subscription with the same event twice", [webhookSubscription("one", "mkraw", ["end", "end"])]],
      [
        "other events",
        [webhookSubscription("one", "mkraw", ["end"]), webhookSubscription("two", "mkraw", ["error"])],
      ],
      [
        "other senders",
        [webhookSubscription("one", "mkraw", ["end"]), webhookSubscription("two", "deploy", ["end"])],
      ],
      [
        "other paths",
        [
          webhookSubscription("one", "mkraw", ["end"]),
          webhookSubscription("two", "mkraw", ["end"], `${a}/two`),
        ],
      ],
      [
        "other queries",
        [
          webhookSubscription("one", "mkraw", ["end"]),
          webhookSubscription("two", "mkraw", ["end"], `${a}?two`),
        ],
      ],
      ["other channels", [slackSubscription("one", "end", "C1"), slackSubscription("two", "end", "C2")]],
      [
        "a channel and a webhook",
        [slackSubscription("one", "end", a), webhookSubscription("two", "mkraw", ["end"])],
      ],
      ["a declared rotation", [withTrigger("one", "2026"), withTrigger("two", "2027")]],
      [
        "subscriptions that are only read",
        ["one", "two"].map((name) => ({ type: "rockitSubscription", name, props: {} })),
      ],
    ]),
    reports: [
      ...casesFor(
        [
          "HTTPS://A.example:443/hooks",
          "https://a.example/x/../hooks",
          "https://a.example/hooks#two",
          "https://a.example\\hooks",
        ],
        (url) => [
          webhookSubscription("one", "mkraw", ["end"]),
          webhookSubscription("two", "mkraw", ["end"], url),
        ],
        { violations: [duplicate("two", "one")] },
      ),
      {
        what: "each pair once, at the later by name, with the shared events",
        resources: [
          webhookSubscription("c", "mkraw", ["begin", "error"]),
          webhookSubscription("b", "mkraw", ["error", "end", "error", "begin"]),
          webhookSubscription("a", "mkraw", ["end", "error"]),
        ],
        violations: [
          duplicate("b", "a", "error, end"),
          duplicate("c", "a", "error"),
          duplicate("c", "b", "begin, error"),
        ],
      },
      {
        what: "two subscriptions with equal rotationTriggers, or with only one",
        resources: [withTrigger("a", "2026"), withTrigger("b", "2026"), withTrigger("c", undefined)],
        violations: [duplicate("b", "a"), duplicate("c", "a"), duplicate("c", "b")],
      },
      {
        what: "two for the same channel",
        resources: [slackSubscription("two", "end", "C1"), slackSubscription("one", "end", "C1")],
        violations: [duplicate("two", "one", "end", "channelId")],
      },
    ],
    secret: [
      {
        what: "urls and channels",
        resources: [
          webhookSubscription("one", "mkraw", ["end"], secret("https://canary.example/canary?canary")),
          webhookSubscription("two", "mkraw", ["end"], secret("https://canary.example/canary?canary")),
          slackSubscription("three", "begin", secret("canary")),
          slackSubscription("four", "begin", secret("canary")),
        ],
        violations: [duplicate("three", "four", "begin", "channelId"), duplicate("two", "one")],
      },
      {
        what: "a rotationTrigger",
        resources: [
          withTrigger("a", secret("canary")),
          withTrigger("b", "canary"),
          withTrigger("c", secret("another")),
        ],
        violations: [duplicate("b", "a")],
      },
    ],
    waits: [
      waitingCase(webhookSubscription("0", unknown, ["end"]), "sender"),
      waitingCase(webhookSubscription("0", "mkraw", unknown), "events"),
      waitingCase(webhookSubscription("0", "mkraw", ["end"], unknown), "url"),
      waitingCase(slackSubscription("0", "end", unknown), "channelId"),
      {
        what: "a rotationTrigger beside another one, but judges the rest",
        resources: [withTrigger("a", unknown), withTrigger("b", "2026"), withTrigger("c", undefined)],
        violations: [duplicate("c", "a"), duplicate("c", "b")],
        unknown: ["rotationTrigger"],
      },
    ],
  },
  {
    policy: "rockit-subscription-names",
    passes: [
      ...casesFor(["builds", "0", "a-b-9", "a".repeat(63)], subscriptionNamed),
      { what: "a generated name", resources: subscriptionNamed("builds-3f09c1a", "builds") },
      { what: "a subscription that is only read", resources: { type: "rockitSubscription", props: {} } },
    ],
    reports: casesFor(["Builds", "-builds", "a b", "bäume", "builds\n", "a".repeat(64)], subscriptionNamed, {
      violations: [nameMismatch],
    }),
    secret: casesFor([secret("Canary")], subscriptionNamed, { violations: [nameMismatch] }),
    waits: [{ what: "a name", resources: subscriptionNamed(unknown), unknown: ["name"] }],
  },
  secretAge,
];
