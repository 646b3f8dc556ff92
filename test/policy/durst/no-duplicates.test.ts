import { describe, expect, it } from "vitest";
import { passingVerdict, type Resource, unknown, validateStack } from "../policy-server.ts";
import { subscriber, subscription } from "./stack-resources.ts";

const name = "durst-no-duplicates";
const violation = (resource: string, other: string) =>
  `${resource}: All callbacks of this subscription arrive twice, because ${other} sends them to the same address: remove one of the two, or change its topic or path.`;
const [a, b] = [subscriber("a"), subscriber("b")];

describe("accepts", () => {
  it.each([
    ["in a preview", {}, {}],
    ["after the up", { subscriberId: 17 }, { subscriberId: 18 }],
    ["after it was replaced", { subscriberId: 17 }, {}],
  ])("the same topic and path of two subscribers %s", async (_when, one, other) => {
    const resources = [a, b, subscription("x", ["a"], one), subscription("y", ["b"], other)];
    expect(await validateStack(name, resources)).toEqual(passingVerdict);
  });

  it("subscribers with the same number on two servers", async () => {
    const [one, other] = [
      subscription("x", [], { subscriberId: 17 }),
      subscription("y", [], { subscriberId: 17 }),
    ];
    const violationsOn = (server: string) =>
      validateStack(name, [
        { ...one, provider: { name: "lienz" } },
        { ...other, provider: { name: server } },
      ]).then(({ violations }) => violations);
    expect(await violationsOn("innsbruck")).toEqual([]);
    expect(await violationsOn("lienz")).toEqual([violation("y", "x")]);
  });
});

it.each([
  ["known by its use", ["a"], {}],
  ["known by its number", [], { subscriberId: 17 }],
  ["known by both", ["a"], { subscriberId: 17 }],
])("reports the same topic and path of a subscriber that is %s", async (_what, subscribers, props) => {
  const resources = [a, ...["y", "x", "z"].map((one) => subscription(one, subscribers, props))];
  expect((await validateStack(name, resources)).violations).toEqual([
    violation("y", "x"),
    violation("z", "x"),
  ]);
});

it.each([
  ["the number of an adopted subscriber, and its id", { existingId: 17 }, [], { subscriberId: 17 }],
  ["its id, in two ways", {}, ["a"], {}],
])("recognises a subscriber by %s", async (_what, props, subscribers, given) => {
  const resources = [subscriber("a", props), subscription("x", ["a"]), subscription("y", subscribers, given)];
  expect((await validateStack(name, resources)).violations).toEqual([violation("y", "x")]);
});

it("treats numbers that a program computes from an id as other subscribers", async () => {
  const resources = [17, 18].map((subscriberId) => subscription(`s${subscriberId}`, ["a"], { subscriberId }));
  expect(await validateStack(name, [a, ...resources])).toEqual(passingVerdict);
});

it.each([
  ["STATUS/*", "STATUS/MOTIF/*"],
  ["STATUS/*", "STATUS/MOTIF/12"],
  ["STATUS/MOTIF/*", "STATUS/MOTIF/12"],
])("reports topics covered by %s: %s", async (broad, narrow) => {
  const withTopics = (x: string, y: string) => [
    a,
    subscription("x", ["a"], { topic: x }),
    subscription("y", ["a"], { topic: y }),
  ];
  expect((await validateStack(name, withTopics(broad, narrow))).violations).toEqual([violation("y", "x")]);
  expect((await validateStack(name, withTopics(narrow, broad))).violations).toEqual([violation("x", "y")]);
});

/** What is reported about two subscribers, each with a subscription of the same topic. */
const violationsOf = (one: readonly [string, string?], other: readonly [string, string?]) =>
  validateStack(
    name,
    [one, other].flatMap(([hostUri, path], index) => [
      subscriber(`${index}`, { hostUri }),
      subscription("xy".charAt(index), [`${index}`], path === undefined ? {} : { path }),
    ]),
  ).then(({ violations }) => violations);

it.each([
  [["https://hooks.example.com/"], ["https://hooks.example.com/"]],
  [["https://hooks.example.com/"], ["HTTPS://HOOKS.example.com:443"]],
  [["https://hooks.example.com/"], ["https://hooks.example.com./"]],
  [["10.1.2.3:8080"], ["10.1.2.3:8080"]],
  [["Hooks.example.com:443"], ["hooks.example.com:443"]],
  [["Hooks.example.com:443"], ["https://hooks.example.com"]],
  [["hooks.example.com:80"], ["http://hooks.example.com"]],
  [["hooks.example.com:8080"], ["https://hooks.example.com:8080"]],
  [["hooks.example.com:443", "a"], ["https://hooks.example.com/a/"]],
  [["bücher.example:443"], ["https://xn--bcher-kva.example/"]],
  [["[2001:DB8::1]:443"], ["https://[2001:db8:0:0:0:0:0:1]/"]],
  [
    ["https://h.example/a", "b/c"],
    ["https://h.example/a/b/", "c/"],
  ],
  [["https://h.example/a/b/c"], ["https://h.example", "a/b/c"]],
  [
    ["https://h.example/%7Ea", "b%2fc"],
    ["https://h.example", "~a/b%2Fc"],
  ],
  [
    ["https://h.example/x/../a", "./b"],
    ["https://h.example/a", "%2e/b"],
  ],
] as const)("reports two subscribers of one address: %j and %j", async (one, other) => {
  expect(await violationsOf(one, other)).toEqual([violation("y", "x")]);
  expect(await violationsOf(other, one)).toEqual([violation("y", "x")]);
});

it.each([
  [["http://h.example:8080"], ["https://h.example:8080"]],
  [["http://h.example"], ["https://h.example"]],
  [["h.example:443"], ["http://h.example"]],
  [["h.example:8080"], ["h.example:8081"]],
  [["https://h.example/a"], ["https://h.example/A"]],
  [
    ["https://h.example/a", "b/c"],
    ["https://h.example/a/b", "b/c"],
  ],
  [
    ["https://h.example", "a/b"],
    ["https://h.example", "a%2Fb"],
  ],
  [["no address:"], ["no address:"]],
] as const)("accepts two addresses: %j and %j", async (one, other) => {
  expect(await violationsOf(one, other)).toEqual([]);
});

it("treats spellings of a path as one if the host is unknown", async () => {
  const violationsOfPaths = (path: string, other: string) =>
    validateStack(name, [
      subscription("x", [], { subscriberId: 17, path }),
      subscription("y", [], { subscriberId: 17, path: other }),
    ]).then(({ violations }) => violations);
  expect(await violationsOfPaths("%61/b", "a/b/")).toEqual([violation("y", "x")]);
  expect(await violationsOfPaths("a%2Fb", "a/b")).toEqual([]);
});

it.each([
  ["path", "./b", "b"],
  ["topic", "STATUS/ARTICLE/\u00e4", "STATUS/ARTICLE/a\u0308"],
])("treats spellings of a %s as one", async (field, one, other) => {
  const resources = [
    a,
    subscription("x", ["a"], { [field]: one }),
    subscription("y", ["a"], { [field]: other }),
  ];
  expect((await validateStack(name, resources)).violations).toEqual([violation("y", "x")]);
});

it("counts a resource that is being replaced once", async () => {
  const twice = (one: Resource) => [one, one];
  expect((await validateStack(name, [...twice(a), ...twice(subscription("x", ["a"]))])).violations).toEqual(
    [],
  );
  const moved = [subscription("x", ["a"], { topic: "STATUS/ARTICLE/*" }), subscription("x", ["a"])];
  expect((await validateStack(name, [...twice(a), ...moved, subscription("y", ["a"])])).violations).toEqual(
    [],
  );
});

it("accepts an INACTIVE subscription of a new subscriber beside the old one", async () => {
  const hostUri = "https://hooks.example.com/";
  const violationsWith = (status: string) =>
    validateStack(name, [
      subscriber("old", { hostUri }),
      subscriber("new", { hostUri }),
      subscription("x", ["old"]),
      subscription("y", ["new"], { status }),
    ]).then(({ violations }) => violations);
  expect(await violationsWith("INACTIVE")).toEqual([]);
  expect(await violationsWith("ACTIVE")).toEqual([violation("y", "x")]);
});

it("does not use the host of another server's subscriber", async () => {
  const violationsOn = (server: string) =>
    validateStack(name, [
      { ...subscriber("a", { hostUri: "https://hooks.example.com/" }), provider: { name: server } },
      { ...subscriber("b", { hostUri: "https://hooks.example.com/" }), provider: { name: "lienz" } },
      { ...subscription("x", ["a"], { subscriberId: 17 }), provider: { name: "lienz" } },
      { ...subscription("y", ["b"], { subscriberId: 18 }), provider: { name: "lienz" } },
    ]).then(({ violations }) => violations);
  expect(await violationsOn("brixen")).toEqual([]);
  expect(await violationsOn("lienz")).toEqual([violation("y", "x")]);
});

it.each([
  ["with an unknown host", [subscriber("a", { hostUri: unknown }), b], ["a"], /\.hostUri can't/],
  ["that is unknown", [b], [], /\.subscriberId can't/],
  ["chosen from several", [a, b], ["a", "b"], /\.subscriberId can't/],
])("waits for a subscriber %s", async (_what, subscribers, used, wait) => {
  const resources = [...subscribers, subscription("x", used), subscription("y", ["b"])];
  const { violations, unknown: waits } = await validateStack(name, resources);
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(wait)]);
});
