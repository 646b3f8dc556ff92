import { type Resource, secret, unknown } from "../served.ts";
import { secretAge } from "./rockit-secret-age.ts";
import { type Case, cases, named, type Row } from "./row.ts";

const foreignChannel =
  "The channel in channelId is not allowed: use one of C024BE91L, #builds-*, or add it to this policy's option channels.";
const slack = (channelId: unknown): Resource => ({
  type: "rockitSubscription",
  props: { sender: "mkraw", type: "slack", slackToken: secret("xoxb-canary"), channelId },
});

const subscribed = (name: string, sender: unknown, events: unknown): Resource => ({
  type: "rockitSubscription",
  name,
  props: {
    sender,
    type: "webhook",
    url: "https://hooks.example.com",
    ...(typeof events === "string" && events !== unknown ? { event: events } : { events }),
  },
});
const lacks = (name: string, sender: string, events = "error, exception") =>
  `${name}: Required events of ${sender} are not subscribed (${events}): add them to a subscription of ${sender}.`;

const a = "https://a.example/hooks";
const toWebhook = (name: string, sender: unknown, events: unknown, url: unknown = a): Resource => ({
  type: "rockitSubscription",
  name,
  props: { name, sender, events, type: "webhook", url },
});
const rotating = (name: string, rotationTrigger: unknown): Resource => {
  const { props, ...resource } = toWebhook(name, "mkraw", ["end"]);
  return { ...resource, props: { ...props, ...(rotationTrigger === undefined ? {} : { rotationTrigger }) } };
};
const toSlack = (name: string, event: string, channelId: unknown): Resource => ({
  type: "rockitSubscription",
  name,
  props: { name, sender: "mkraw", event, type: "slack", channelId, slackToken: secret("xoxb-canary") },
});
const twice = (name: string, other: string, what = "end", field = "url") =>
  `${name}: ${what} of mkraw ${what.includes(",") ? "arrive" : "arrives"} twice, because ${other} has the same ${field}: leave ${what.includes(",") ? "them" : "it"} to one of the two.`;
const beside = (waiting: Resource, field: string): Case => ({
  what: `${field}, and judges the rest`,
  of: [
    toWebhook("two", "mkraw", ["end"]),
    waiting,
    toWebhook("one", "mkraw", ["end"]),
    toSlack("three", "end", "C1"),
  ],
  violations: [twice("two", "one")],
  unknown: [field],
});

const nameOf = (given: unknown, namePrefix?: string): Resource => ({
  type: "rockitSubscription",
  props: {
    name: given,
    ...(namePrefix === undefined ? {} : { namePrefix }),
    sender: "mkraw",
    type: "webhook",
    url: "https://hooks.example.com",
  },
});
const badName =
  "name does not match [a-z0-9][a-z0-9-]{0,62}: choose a name that does. A generated name begins with the resource's name.";

export const rockitRows: readonly Row[] = [
  {
    policy: "rockit-slack-channels",
    configured: { config: { channels: ["C024BE91L", "#builds-*"] } },
    passes: [
      ...cases(["C024BE91L", "#builds-", "#builds-eu"], slack),
      {
        what: "a webhook, which has no channel",
        of: { type: "rockitSubscription", props: { type: "webhook", url: "https://hooks.example.com" } },
      },
    ],
    reports: cases(["C024BE91M", "C024BE91LX", "#builds", "builds-eu"], slack, {
      violations: [foreignChannel],
    }),
    secret: cases([secret("canary")], slack, { violations: [foreignChannel] }),
    waits: [{ what: "a channel", of: slack(unknown), unknown: ["channelId"] }],
    doesNotApply: cases(["anything"], slack, {
      configured: {},
      notApplicable: "no channels are configured: every channel is allowed",
    }),
  },
  {
    policy: "rockit-failures-subscribed",
    passes: named([
      ["nothing subscribed", []],
      ["both events in one subscription", [subscribed("a", "mkraw", ["error", "end", "exception"])]],
      ["one event each", [subscribed("a", "mkraw", "error"), subscribed("b", "mkraw", ["exception"])]],
    ]),
    reports: [
      {
        what: "each sender that lacks an event, at its first subscription by name",
        of: [
          subscribed("c", "deploy", "end"),
          subscribed("a", "mkraw", ["end", "error"]),
          subscribed("b", "deploy", "success"),
          subscribed("d", "dltar", ["error", "exception"]),
        ],
        violations: [lacks("a", "mkraw", "exception"), lacks("b", "deploy")],
      },
      {
        what: "a sender whose failures another provider's subscription covers, of another organisation",
        of: [
          { ...subscribed("a", "mkraw", ["end"]), provider: { name: "eu" } },
          { ...subscribed("b", "mkraw", ["error", "exception"]), provider: { name: "us" } },
        ],
        violations: [lacks("a", "mkraw")],
      },
    ],
    secret: [
      {
        what: "events",
        of: [
          subscribed("a", "mkraw", secret(["end"])),
          subscribed("b", "deploy", secret(["error", "exception"])),
        ],
        violations: [lacks("a", "mkraw")],
      },
    ],
    waits: [
      {
        what: "events that may be the missing ones, but judges the rest",
        of: [
          subscribed("a", "mkraw", unknown),
          subscribed("b", "mkraw", ["end"]),
          subscribed("c", "deploy", ["end", "error"]),
        ],
        violations: [lacks("c", "deploy", "exception")],
        unknown: ["events"],
      },
      {
        what: "a sender",
        of: [subscribed("a", unknown, ["error", "exception"]), subscribed("b", "mkraw", ["end"])],
        unknown: ["sender"],
      },
    ],
  },
  {
    policy: "rockit-no-duplicates",
    passes: named([
      ["nothing", []],
      ["a subscription with the same event twice", [toWebhook("one", "mkraw", ["end", "end"])]],
      ["other events", [toWebhook("one", "mkraw", ["end"]), toWebhook("two", "mkraw", ["error"])]],
      ["other senders", [toWebhook("one", "mkraw", ["end"]), toWebhook("two", "deploy", ["end"])]],
      ["other paths", [toWebhook("one", "mkraw", ["end"]), toWebhook("two", "mkraw", ["end"], `${a}/two`)]],
      ["other queries", [toWebhook("one", "mkraw", ["end"]), toWebhook("two", "mkraw", ["end"], `${a}?two`)]],
      ["other channels", [toSlack("one", "end", "C1"), toSlack("two", "end", "C2")]],
      ["a channel and a webhook", [toSlack("one", "end", a), toWebhook("two", "mkraw", ["end"])]],
      ["a declared rotation", [rotating("one", "2026"), rotating("two", "2027")]],
      [
        "subscriptions that are only read",
        ["one", "two"].map((name) => ({ type: "rockitSubscription", name, props: {} })),
      ],
    ]),
    reports: [
      ...cases(
        [
          "HTTPS://A.example:443/hooks",
          "https://a.example/x/../hooks",
          "https://a.example/hooks#two",
          "https://a.example\\hooks",
        ],
        (url) => [toWebhook("one", "mkraw", ["end"]), toWebhook("two", "mkraw", ["end"], url)],
        { violations: [twice("two", "one")] },
      ),
      {
        what: "each pair once, at the later by name, with the shared events",
        of: [
          toWebhook("c", "mkraw", ["begin", "error"]),
          toWebhook("b", "mkraw", ["error", "end", "error", "begin"]),
          toWebhook("a", "mkraw", ["end", "error"]),
        ],
        violations: [
          twice("b", "a", "error, end"),
          twice("c", "a", "error"),
          twice("c", "b", "begin, error"),
        ],
      },
      {
        what: "two subscriptions with equal rotationTriggers, or with only one",
        of: [rotating("a", "2026"), rotating("b", "2026"), rotating("c", undefined)],
        violations: [twice("b", "a"), twice("c", "a"), twice("c", "b")],
      },
      {
        what: "two for the same channel",
        of: [toSlack("two", "end", "C1"), toSlack("one", "end", "C1")],
        violations: [twice("two", "one", "end", "channelId")],
      },
    ],
    secret: [
      {
        what: "urls and channels",
        of: [
          toWebhook("one", "mkraw", ["end"], secret("https://canary.example/canary?canary")),
          toWebhook("two", "mkraw", ["end"], secret("https://canary.example/canary?canary")),
          toSlack("three", "begin", secret("canary")),
          toSlack("four", "begin", secret("canary")),
        ],
        violations: [twice("three", "four", "begin", "channelId"), twice("two", "one")],
      },
      {
        what: "a rotationTrigger",
        of: [rotating("a", secret("canary")), rotating("b", "canary"), rotating("c", secret("another"))],
        violations: [twice("b", "a")],
      },
    ],
    waits: [
      beside(toWebhook("0", unknown, ["end"]), "sender"),
      beside(toWebhook("0", "mkraw", unknown), "events"),
      beside(toWebhook("0", "mkraw", ["end"], unknown), "url"),
      beside(toSlack("0", "end", unknown), "channelId"),
      {
        what: "a rotationTrigger beside another one, but judges the rest",
        of: [rotating("a", unknown), rotating("b", "2026"), rotating("c", undefined)],
        violations: [twice("c", "a"), twice("c", "b")],
        unknown: ["rotationTrigger"],
      },
    ],
  },
  {
    policy: "rockit-subscription-names",
    passes: [
      ...cases(["builds", "0", "a-b-9", "a".repeat(63)], nameOf),
      { what: "a generated name", of: nameOf("builds-3f09c1a", "builds") },
      { what: "a subscription that is only read", of: { type: "rockitSubscription", props: {} } },
    ],
    reports: cases(["Builds", "-builds", "a b", "bäume", "builds\n", "a".repeat(64)], nameOf, {
      violations: [badName],
    }),
    secret: cases([secret("Canary")], nameOf, { violations: [badName] }),
    waits: [{ what: "a name", of: nameOf(unknown), unknown: ["name"] }],
  },
  secretAge,
];
