import { expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

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
  `name does not match ${pattern} as a whole: give a name that does; it begins with the resource's name if it is made.`;

it.each(["builds", "0", "a-b-9", "a".repeat(63)])("lets %s pass", async (given) => {
  expect(await judged(name, named(given))).toEqual({ violations: [], unknown: [], notApplicable: undefined });
});

it("lets a name pass that was made", async () => {
  expect((await judged(name, named("builds-3f09c1a", "builds"))).violations).toEqual([]);
});

it.each(["Builds", "-builds", "a b", "bäume", "builds\n", "a".repeat(64)])("reports %j", async (given) => {
  expect((await judged(name, named(given))).violations).toEqual([violation()]);
});

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
    "pattern of this policy is no regular expression: mend it in the policy's configuration.",
  ]);
});

it("asks for a given name, if configured", async () => {
  const config = { explicit: true };
  expect((await judged(name, named("builds"), { config })).violations).toEqual([]);
  expect((await judged(name, named("builds-3f09c1a", "builds"), { config })).violations).toEqual([
    "name is not given, so that one is made: give it a name of its own.",
  ]);
});

it("lets a subscription pass that is only read", async () => {
  expect((await judged(name, { type: "rockitSubscription", props: {} })).violations).toEqual([]);
});

it("repeats nothing of a name that is secret", async () => {
  expect((await judged(name, named(secret("Canary")))).violations).toEqual([violation()]);
});

it("waits for a name that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, named(unknown));
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(/value at \.name can't be known during preview$/)]);
});
