import { describe, expect, it } from "vitest";
import { judgedStack, unknown } from "../served.ts";
import { subscriber, subscription } from "./stacks.ts";

const name = "durst-no-duplicates";
const nothing = { violations: [], unknown: [], notApplicable: undefined };
const violation = (resource: string, other: string) =>
  `${resource}: All its callbacks arrive twice, for ${other} has them sent to the same address: remove one of the two, or give it another topic or path.`;
const [a, b] = [subscriber("a"), subscriber("b")];

describe("lets pass", () => {
  it.each([
    ["in a preview", {}, {}],
    ["after the up", { subscriberId: 17 }, { subscriberId: 18 }],
    ["after it was replaced", { subscriberId: 17 }, {}],
  ])("the same of two subscribers %s", async (_when, one, other) => {
    const resources = [a, b, subscription("x", ["a"], one), subscription("y", ["b"], other)];
    expect(await judgedStack(name, resources)).toEqual(nothing);
  });

  it("the same number of two servers", async () => {
    const [one, other] = [
      subscription("x", [], { subscriberId: 17 }),
      subscription("y", [], { subscriberId: 17 }),
    ];
    const on = (server: string) =>
      judgedStack(name, [
        { ...one, provider: { name: "lienz" } },
        { ...other, provider: { name: server } },
      ]).then(({ violations }) => violations);
    expect(await on("innsbruck")).toEqual([]);
    expect(await on("lienz")).toEqual([violation("y", "x")]);
  });
});

it.each([
  ["known by its use", ["a"], {}],
  ["known by its number", [], { subscriberId: 17 }],
  ["known by both", ["a"], { subscriberId: 17 }],
])("reports the same topic and path of a subscriber that is %s", async (_what, subscribers, props) => {
  const resources = [a, ...["y", "x", "z"].map((one) => subscription(one, subscribers, props))];
  expect((await judgedStack(name, resources)).violations).toEqual([violation("y", "x"), violation("z", "x")]);
});

it.each([
  ["the number of one taken over, and its id", { existingId: 17 }, [], { subscriberId: 17 }],
  ["its id, in two ways", {}, ["a"], {}],
])("knows a subscriber by %s", async (_what, props, subscribers, given) => {
  const resources = [subscriber("a", props), subscription("x", ["a"]), subscription("y", subscribers, given)];
  expect((await judgedStack(name, resources)).violations).toEqual([violation("y", "x")]);
});

it("takes numbers that a program makes from an id for other subscribers", async () => {
  const resources = [17, 18].map((subscriberId) => subscription(`s${subscriberId}`, ["a"], { subscriberId }));
  expect(await judgedStack(name, [a, ...resources])).toEqual(nothing);
});

it.each([
  ["STATUS/*", "STATUS/MOTIF/*"],
  ["STATUS/*", "STATUS/MOTIF/12"],
  ["STATUS/MOTIF/*", "STATUS/MOTIF/12"],
])("reports what %s covers: %s", async (broad, narrow) => {
  const of = (x: string, y: string) => [
    a,
    subscription("x", ["a"], { topic: x }),
    subscription("y", ["a"], { topic: y }),
  ];
  expect((await judgedStack(name, of(broad, narrow))).violations).toEqual([violation("y", "x")]);
  expect((await judgedStack(name, of(narrow, broad))).violations).toEqual([violation("x", "y")]);
});

it.each([
  ["https://hooks.example.com/", "https://hooks.example.com/"],
  ["https://hooks.example.com/", "HTTPS://HOOKS.example.com:443"],
  ["10.1.2.3:8080", "10.1.2.3:8080"],
])("reports two subscribers of one host: %s and %s", async (one, other) => {
  const resources = [
    subscriber("a", { hostUri: one }),
    subscriber("b", { hostUri: other }),
    subscription("x", ["a"]),
    subscription("y", ["b"]),
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([violation("y", "x")]);
});

it.each([
  ["whose host is not known yet", [subscriber("a", { hostUri: unknown }), b], ["a"], /\.hostUri can't/],
  ["who is not known yet", [b], [], /\.subscriberId can't/],
  ["who is chosen", [a, b], ["a", "b"], /\.subscriberId can't/],
])("waits for a subscriber %s", async (_what, subscribers, used, wait) => {
  const resources = [...subscribers, subscription("x", used), subscription("y", ["b"])];
  const { violations, unknown: waits } = await judgedStack(name, resources);
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(wait)]);
});
