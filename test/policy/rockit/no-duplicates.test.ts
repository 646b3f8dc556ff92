import { expect, it } from "vitest";
import { unknown, validateStack } from "../policy-server.ts";

const name = "rockit-no-duplicates";
const subscription = (resource: string, sender: string, events: unknown, url: unknown) =>
  ({
    type: "rockitSubscription",
    name: resource,
    props: { name: resource, sender, events, type: "webhook", url },
  }) as const;
const a = "https://a.example/hooks";

it.each([
  ["eu", []],
  ["us", ["two: end of mkraw arrives twice, because one has the same url: leave it to one of the two."]],
])("compares subscriptions of one provider only: %s and us", async (provider, violations) => {
  const resources = [
    { ...subscription("one", "mkraw", ["end"], a), provider: { name: provider } },
    { ...subscription("two", "mkraw", ["end"], a), provider: { name: "us" } },
  ];
  expect((await validateStack(name, resources)).violations).toEqual(violations);
});

it("treats spellings of an address as one", async () => {
  const resources = [
    subscription("one", "mkraw", ["end"], "https://a.example/h%6foks"),
    subscription("two", "mkraw", ["end"], "HTTPS://A.example:443/x/../hooks#top"),
  ];
  expect((await validateStack(name, resources)).violations).toEqual([
    "two: end of mkraw arrives twice, because one has the same url: leave it to one of the two.",
  ]);
});

const withTrigger = (resource: string, rotationTrigger: unknown) => {
  const { props, ...rest } = subscription(resource, "mkraw", ["end"], a);
  return { ...rest, props: { ...props, rotationTrigger } };
};
const duplicate = (resource: string, other: string) =>
  `${resource}: end of mkraw arrives twice, because ${other} has the same url: leave it to one of the two.`;

it.each([
  ["texts", "2026", "2027"],
  ["numbers", 2026, 2027],
  ["objects", { year: 2026 }, { year: 2027 }],
  ["lists", ["2026"], ["2026", "2027"]],
])("accepts two different rotationTriggers as a rotation: %s", async (_what, old, fresh) => {
  expect(
    (await validateStack(name, [withTrigger("one", old), withTrigger("two", fresh)])).violations,
  ).toEqual([]);
});

it.each([
  ["the same text", "2026", "2026"],
  ["the same object", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["no rotationTrigger", null, null],
  ["only one rotationTrigger", null, "2026"],
])("does not count as a rotation: %s", async (_what, old, fresh) => {
  const { violations } = await validateStack(name, [withTrigger("one", old), withTrigger("two", fresh)]);
  expect(violations).toEqual([duplicate("two", "one")]);
});

it("waits for an unknown value in a rotationTrigger only if the value decides", async () => {
  const at = { a: 1, at: unknown };
  const { violations, unknown: waits } = await validateStack(name, [
    withTrigger("one", at),
    withTrigger("two", { a: 1, at: "2026" }),
  ]);
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(/value at \.rotationTrigger\.at can't be known/)]);
  const other = { ...withTrigger("three", at), provider: { name: "us" } };
  expect((await validateStack(name, [withTrigger("one", "2026"), other])).unknown).toEqual([]);
});

it("counts a resource that is being replaced once, by its new object", async () => {
  const old = subscription("one", "mkraw", ["end", "error"], a);
  const fresh = subscription("one", "mkraw", ["end"], a);
  const other = subscription("two", "mkraw", ["error"], a);
  expect((await validateStack(name, [fresh, old])).violations).toEqual([]);
  expect((await validateStack(name, [fresh, old, other])).violations).toEqual([]);
  expect((await validateStack(name, [old, fresh, other])).violations).toEqual([
    "two: error of mkraw arrives twice, because one has the same url: leave it to one of the two.",
  ]);
});

it.each([
  ["an unnamed provider and the default one", undefined, { name: "default" }],
  ["the default providers of two versions", { name: "default_0_9_0" }, { name: "default_1_0_0_alpha_1" }],
  [
    "a provider replaced with other settings",
    { name: "eu", props: { "rockit:apiKey": "old" } },
    { name: "eu", props: { "rockit:apiKey": "new" } },
  ],
])("treats as one provider: %s", async (_what, one, other) => {
  const subscriptionOf = (resource: string, provider: typeof one) => ({
    ...subscription(resource, "mkraw", ["end"], a),
    ...(provider === undefined ? {} : { provider }),
  });
  expect(
    (await validateStack(name, [subscriptionOf("one", one), subscriptionOf("two", other)])).violations,
  ).toEqual([duplicate("two", "one")]);
  expect(
    (await validateStack(name, [subscriptionOf("one", one), subscriptionOf("two", { name: "default_eu" })]))
      .violations,
  ).toEqual([]);
});

type Component = { readonly type: "webhook" | "eventHub"; readonly name: string };
const hook: Component = { type: "webhook", name: "builds" };
const hub: Component = { type: "eventHub", name: "hub" };
const component = (of: Component, versions: unknown) => ({ ...of, props: { versions } });
const child = (parent: Component, name: string) => ({ ...subscription(name, "mkraw", ["end"], a), parent });

it.each([
  ["a webhook", hook, ["builds-1", "builds-2"]],
  ["a hub", hub, ["hub-mkraw-1", "hub-mkraw-2"]],
] as const)("accepts two versions of %s as a rotation", async (_what, parent, [one, two]) => {
  const { violations } = await validateStack(name, [
    component(parent, ["1", "2"]),
    child(parent, one),
    child(parent, two),
  ]);
  expect(violations).toEqual([]);
});

it.each([
  ["another resource under the component", hook, ["builds-1", "extra"]],
  ["a version that the component does not declare", hook, ["builds-1", "builds-3"]],
  ["a hub's subscriptions without versions", hub, ["hub-mkraw", "hub-mkraw2"]],
] as const)("does not count as a rotation of a component: %s", async (_what, parent, [one, two]) => {
  const { violations } = await validateStack(name, [
    component(parent, ["1", "2"]),
    child(parent, one),
    child(parent, two),
  ]);
  expect(violations).toEqual([duplicate(two, one)]);
});

it("does not count versions of two components as a rotation", async () => {
  const other: Component = { type: "webhook", name: "copies" };
  const { violations } = await validateStack(name, [
    component(hook, ["1"]),
    component(other, ["2"]),
    child(hook, "builds-1"),
    child(other, "copies-2"),
  ]);
  expect(violations).toEqual([duplicate("copies-2", "builds-1")]);
});
