import { expect, it } from "vitest";
import { judged } from "../served.ts";

const name = "rockit-subscription-names";
const named = (given: unknown, namePrefix?: string) =>
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
const violation = (pattern = "[a-z0-9][a-z0-9-]{0,62}") =>
  `name does not match ${pattern}: choose a name that does. A generated name begins with the resource's name.`;

it.each([
  ["a|b", "b"],
  ["^a$|^b$", "a"],
  ["(eu|us)-.+", "us-builds"],
])("lets %s have %s", async (pattern, given) => {
  expect((await judged(name, named(given), { config: { pattern } })).violations).toEqual([]);
});

it.each([
  ["a|b", "ab"],
  ["(eu|us)-.+", "us-"],
  ["builds", "builds-eu"],
])("reports by %s: %s", async (pattern, given) => {
  expect((await judged(name, named(given), { config: { pattern } })).violations).toEqual([
    violation(pattern),
  ]);
});

it.each(["(", "a)|(b", "[z-a]"])("says that %s is no expression", async (pattern) => {
  expect((await judged(name, named("builds"), { config: { pattern } })).violations).toEqual([
    "The option pattern of this policy is not a valid regular expression: correct the policy's configuration.",
  ]);
});

it("says that a pattern takes too long, instead of keeping the engine waiting", async () => {
  const slow = { config: { pattern: "(a+)+" } };
  expect((await judged(name, named(`${"a".repeat(60)}!`), slow)).violations).toEqual([
    "The option pattern of this policy takes too long to match name: correct the policy's configuration.",
  ]);
  expect((await judged(name, named("aaaa"), slow)).violations).toEqual([]);
});

it("asks for a given name, if configured", async () => {
  const config = { explicit: true };
  expect((await judged(name, named("builds"), { config })).violations).toEqual([]);
  expect((await judged(name, named("builds-3f09c1a", "builds"), { config })).violations).toEqual([
    "name is not given, so the provider generates one: give the subscription a name.",
  ]);
  const proposed = named("builds-3f09c1a");
  const isProposed = { ...proposed, props: { ...proposed.props, nameProposed: true } };
  expect((await judged(name, isProposed, { config })).violations).toEqual([
    "name is not given, so the provider generates one: give the subscription a name.",
  ]);
  const { name: _, ...others } = named("builds").props;
  // As with a native resource, which gets its name when it is created.
  const unnamed = { type: "rockitSubscription", props: others } as const;
  expect((await judged(name, unnamed)).violations).toEqual([]);
  expect((await judged(name, unnamed, { config })).violations).toEqual([
    "name is not given, so the provider generates one: give the subscription a name.",
  ]);
  expect((await judged(name, { type: "rockitSubscription", props: {} }, { config })).violations).toEqual([]);
});

it("asks no version of a component for a given name, which two versions can't share", async () => {
  const parent = { type: "webhook", name: "builds" } as const;
  const of = { ...named("builds-2026-11-3f09c1a", "builds-2026-11"), parent };
  expect((await judged(name, of, { config: { explicit: true } })).violations).toEqual([]);
  const config = { explicit: true, pattern: "press-.*" };
  expect((await judged(name, of, { config })).violations).toHaveLength(1);
});
