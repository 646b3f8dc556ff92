import { subscriber, subscription } from "../durst/stack-resources.ts";
import { secret, unknown } from "../policy-server.ts";
import { namedCases, type Row } from "./row.ts";

const unusedSubscriber = (name: string) =>
  `${name}: No DurstSubscription in this stack uses this subscriber: add one with the subscriber's id as its subscriberId, or remove the subscriber.`;

const duplicate = (name: string, other: string) =>
  `${name}: All callbacks of this subscription arrive twice, because ${other} sends them to the same address: remove one of the two, or change its topic or path.`;
const [a, b] = [subscriber("a"), subscriber("b")];
/** Two subscriptions of one subscriber. */
const pair = (one: object, other: object) => [
  a,
  subscription("x", ["a"], { ...one }),
  subscription("y", ["a"], { ...other }),
];
const canary = { topic: secret("STATUS/ARTICLE/canary"), path: secret("canary") };

/** The policies that look at all Durst resources of a stack. */
export const durstStackRows: readonly Row[] = [
  {
    policy: "durst-no-duplicates",
    passes: namedCases([
      ["other topics", pair({}, { topic: "STATUS/ARTICLE/*" })],
      ["another object of a kind", pair({ topic: "STATUS/MOTIF/1" }, { topic: "STATUS/MOTIF/12" })],
      ["another path", pair({ path: "a" }, { path: "b" })],
      ["a path and no path", pair({}, { path: "b" })],
      ["an INACTIVE subscription", pair({}, { status: "INACTIVE" })],
      [
        "the same callbacks of two servers",
        ["lienz", "brixen"].map((server) => ({
          ...subscription(server, [], { subscriberId: 17 }),
          provider: { name: server },
        })),
      ],
      [
        "an INACTIVE subscription with otherwise unknown properties",
        pair({}, { status: "INACTIVE", topic: unknown, path: unknown }),
      ],
    ]),
    reports: [
      {
        what: "two subscriptions of one subscriber",
        resources: pair({}, {}),
        violations: [duplicate("y", "x")],
      },
      {
        what: "a path with a slash at its end",
        resources: pair({ path: "a/b" }, { path: "a/b/" }),
        violations: [duplicate("y", "x")],
      },
      {
        what: "a path with a slash at the other's end",
        resources: pair({ path: "a/b/" }, { path: "a/b" }),
        violations: [duplicate("y", "x")],
      },
    ],
    secret: [
      {
        what: "hosts, topics and paths",
        resources: [
          subscriber("a", { hostUri: secret("https://canary.example/") }),
          subscription("x", ["a"], canary),
          subscription("y", ["a"], canary),
        ],
        violations: [duplicate("y", "x")],
      },
    ],
    waits: ["topic", "path", "status"].map((field) => ({
      what: `a ${field}, and judges the rest`,
      resources: [a, subscription("w", ["a"], { [field]: unknown }), ...pair({}, {}).slice(1)],
      violations: [duplicate("y", "x")],
      unknown: [field],
    })),
  },
  {
    policy: "durst-no-unused-subscribers",
    passes: namedCases([
      ["nothing at all", []],
      ["a subscription in a preview", [a, subscription("a-all", ["a"])]],
      ["a subscription after the up", [a, subscription("a-all", ["a"], { subscriberId: 17 })]],
      ["an INACTIVE subscription", [a, subscription("a-all", ["a"], { status: "INACTIVE" })]],
      ["a subscription of two subscribers", [a, b, subscription("one", ["a", "b"], { subscriberId: 17 })]],
      [
        "the number of an adopted subscriber",
        [subscriber("a", { existingId: 17 }), subscription("a-all", [], { subscriberId: 17 })],
      ],
      [
        "only subscriptions of subscribers outside the stack",
        [subscription("alone", [], { subscriberId: 17 })],
      ],
    ]),
    reports: [
      { what: "a subscriber without a subscription", resources: [a], violations: [unusedSubscriber("a")] },
      {
        what: "subscribers without a subscription beside one with a subscription",
        resources: [a, b, subscription("a-all", ["a"]), subscriber("c")],
        violations: [unusedSubscriber("b"), unusedSubscriber("c")],
      },
      {
        what: "an adopted subscriber, when only another number is used",
        resources: [subscriber("a", { existingId: 17 }), subscription("others", [], { subscriberId: 18 })],
        violations: [unusedSubscriber("a")],
      },
      {
        what: "a new subscriber, while the number belongs to another",
        resources: [a, subscription("others", [], { subscriberId: 18 })],
        violations: [unusedSubscriber("a")],
      },
    ],
    secret: [
      {
        what: "a subscriber",
        resources: [
          subscriber("a", {
            hostUri: secret("canary"),
            xAuthInfo: { user: secret("canary"), password: secret("canary") },
          }),
        ],
        violations: [unusedSubscriber("a")],
      },
    ],
    waits: [
      {
        what: "a subscription's subscriber",
        resources: [a, subscription("open", [])],
        unknown: ["subscriberId"],
      },
      {
        what: "a subscriber's number",
        resources: [subscriber("a", { existingId: unknown }), subscription("open", [], { subscriberId: 17 })],
        unknown: ["existingId"],
      },
    ],
  },
];
