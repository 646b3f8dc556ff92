import { expect, it } from "vitest";
import { judgedStack, secret, unknown } from "../served.ts";

const name = "rockit-no-duplicates";
const webhook = (resource: string, sender: string, events: unknown, url: unknown) =>
  ({
    type: "rockitSubscription",
    name: resource,
    props: { name: resource, sender, events, type: "webhook", url },
  }) as const;
const slack = (resource: string, event: string, channelId: unknown) =>
  ({
    type: "rockitSubscription",
    name: resource,
    props: {
      name: resource,
      sender: "mkraw",
      event,
      type: "slack",
      channelId,
      slackToken: secret("xoxb-canary"),
    },
  }) as const;
const a = "https://a.example/hooks";

it.each([
  ["nothing", []],
  ["one, with an event twice", [webhook("one", "mkraw", ["end", "end"], a)]],
  ["other events", [webhook("one", "mkraw", ["end"], a), webhook("two", "mkraw", ["error"], a)]],
  ["other senders", [webhook("one", "mkraw", ["end"], a), webhook("two", "deploy", ["end"], a)]],
  ["other paths", [webhook("one", "mkraw", ["end"], a), webhook("two", "mkraw", ["end"], `${a}/two`)]],
  ["other queries", [webhook("one", "mkraw", ["end"], a), webhook("two", "mkraw", ["end"], `${a}?two`)]],
  ["other channels", [slack("one", "end", "C1"), slack("two", "end", "C2")]],
  ["a channel and a webhook", [slack("one", "end", a), webhook("two", "mkraw", ["end"], a)]],
  [
    "subscriptions that are only read",
    [
      { type: "rockitSubscription", name: "one", props: {} },
      { type: "rockitSubscription", name: "two", props: {} },
    ] as const,
  ],
])("lets pass %s", async (_what, resources) => {
  expect(await judgedStack(name, resources)).toEqual({
    violations: [],
    unknown: [],
    notApplicable: undefined,
  });
});

it.each([
  "HTTPS://A.example:443/hooks",
  "https://a.example/x/../hooks",
  "https://a.example/hooks#two",
  "https://a.example\\hooks",
])("takes %s for the same", async (url) => {
  const resources = [webhook("one", "mkraw", ["end"], a), webhook("two", "mkraw", ["end"], url)];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "two: end of mkraw arrives twice, for url is that of one: leave it to one of the two.",
  ]);
});

it("reports each pair once, on the later one by name, with what they share", async () => {
  const resources = [
    webhook("c", "mkraw", ["begin", "error"], a),
    webhook("b", "mkraw", ["error", "end", "error", "begin"], a),
    webhook("a", "mkraw", ["end", "error"], a),
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "b: error, end of mkraw arrive twice, for url is that of a: leave them to one of the two.",
    "c: error of mkraw arrives twice, for url is that of a: leave it to one of the two.",
    "c: begin, error of mkraw arrive twice, for url is that of b: leave them to one of the two.",
  ]);
});

it("reports two for the same channel", async () => {
  expect(
    (await judgedStack(name, [slack("two", "end", "C1"), slack("one", "end", "C1")])).violations,
  ).toEqual(["two: end of mkraw arrives twice, for channelId is that of one: leave it to one of the two."]);
});

it("repeats nothing of what is secret", async () => {
  const url = secret("https://canary.example/canary?canary");
  const resources = [
    webhook("one", "mkraw", ["end"], url),
    webhook("two", "mkraw", ["end"], url),
    slack("three", "begin", secret("canary")),
    slack("four", "begin", secret("canary")),
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "three: begin of mkraw arrives twice, for channelId is that of four: leave it to one of the two.",
    "two: end of mkraw arrives twice, for url is that of one: leave it to one of the two.",
  ]);
});

it.each([
  ["sender", webhook("0", unknown, ["end"], a)],
  ["events", webhook("0", "mkraw", unknown, a)],
  ["url", webhook("0", "mkraw", ["end"], unknown)],
  ["channelId", slack("0", "end", unknown)],
])("waits for %s, and judges the rest", async (field, waiting) => {
  const resources = [
    webhook("two", "mkraw", ["end"], a),
    waiting,
    webhook("one", "mkraw", ["end"], a),
    slack("three", "end", "C1"),
  ];
  const { violations, unknown: waits } = await judgedStack(name, resources);
  expect(violations).toEqual([
    "two: end of mkraw arrives twice, for url is that of one: leave it to one of the two.",
  ]);
  expect(waits).toEqual([expect.stringContaining(`value at .${field} can't be known during preview`)]);
});

it.each([
  ["eu", []],
  ["us", ["two: end of mkraw arrives twice, for url is that of one: leave it to one of the two."]],
])("takes what %s and us send for one thing only if they are one", async (provider, violations) => {
  const resources = [
    { ...webhook("one", "mkraw", ["end"], a), provider: { name: provider } },
    { ...webhook("two", "mkraw", ["end"], a), provider: { name: "us" } },
  ];
  expect((await judgedStack(name, resources)).violations).toEqual(violations);
});
