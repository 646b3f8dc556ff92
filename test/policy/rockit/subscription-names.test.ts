import { expect, it } from "vitest";
import { validateResource } from "../policy-server.ts";

const name = "rockit-subscription-names";
const subscriptionNamed = (given: unknown, namePrefix?: string) =>
  ({
    type: "rockitSubscription",
    props: {
      name: given,
      ...(namePrefix === undefined ? {} : { namePrefix }),
      sender: "mkraw",
      type: "webhook",
      url: "https://hooks.example.com",
    },
  }) as const;
const nameMismatch = (pattern = "[a-z0-9][a-z0-9-]{0,62}") =>
  `name does not match ${pattern}: choose a name that does. A generated name begins with the resource's name.`;

it.each([
  ["a|b", "b"],
  ["^a$|^b$", "a"],
  ["(eu|us)-.+", "us-builds"],
])("pattern %s accepts %s", async (pattern, given) => {
  expect(
    (await validateResource(name, subscriptionNamed(given), { config: { pattern } })).violations,
  ).toEqual([]);
});

it.each([
  ["a|b", "ab"],
  ["(eu|us)-.+", "us-"],
  ["builds", "builds-eu"],
])("pattern %s rejects %s", async (pattern, given) => {
  expect(
    (await validateResource(name, subscriptionNamed(given), { config: { pattern } })).violations,
  ).toEqual([nameMismatch(pattern)]);
});

it.each(["(", "a)|(b", "[z-a]"])("reports that %s is not a regular expression", async (pattern) => {
  expect(
    (await validateResource(name, subscriptionNamed("builds"), { config: { pattern } })).violations,
  ).toEqual([
    "The option pattern of this policy is not a valid regular expression: correct the policy's configuration.",
  ]);
});

it("reports a pattern that takes too long, instead of blocking the engine", async () => {
  const slow = { config: { pattern: "(a+)+" } };
  expect((await validateResource(name, subscriptionNamed(`${"a".repeat(60)}!`), slow)).violations).toEqual([
    "The option pattern of this policy takes too long to match name: correct the policy's configuration.",
  ]);
  expect((await validateResource(name, subscriptionNamed("aaaa"), slow)).violations).toEqual([]);
});

it("requires a given name, if configured", async () => {
  const config = { explicit: true };
  expect((await validateResource(name, subscriptionNamed("builds"), { config })).violations).toEqual([]);
  expect(
    (await validateResource(name, subscriptionNamed("builds-3f09c1a", "builds"), { config })).violations,
  ).toEqual(["name is not given, so the provider generates one: give the subscription a name."]);
  const proposed = subscriptionNamed("builds-3f09c1a");
  const withProposedName = { ...proposed, props: { ...proposed.props, nameProposed: true } };
  expect((await validateResource(name, withProposedName, { config })).violations).toEqual([
    "name is not given, so the provider generates one: give the subscription a name.",
  ]);
  const { name: _, ...others } = subscriptionNamed("builds").props;
  // Like a native resource, which gets its name at creation.
  const unnamed = { type: "rockitSubscription", props: others } as const;
  expect((await validateResource(name, unnamed)).violations).toEqual([]);
  expect((await validateResource(name, unnamed, { config })).violations).toEqual([
    "name is not given, so the provider generates one: give the subscription a name.",
  ]);
  expect(
    (await validateResource(name, { type: "rockitSubscription", props: {} }, { config })).violations,
  ).toEqual([]);
});

it("requires no given name of a component's version, since two versions can't share one", async () => {
  const parent = { type: "webhook", name: "builds" } as const;
  const version = { ...subscriptionNamed("builds-2026-11-3f09c1a", "builds-2026-11"), parent };
  expect((await validateResource(name, version, { config: { explicit: true } })).violations).toEqual([]);
  const config = { explicit: true, pattern: "press-.*" };
  expect((await validateResource(name, version, { config })).violations).toHaveLength(1);
});
