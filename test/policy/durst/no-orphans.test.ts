import { expect, it } from "vitest";
import { judgedStack, secret, unknown } from "../served.ts";
import { subscriber, subscription } from "./stacks.ts";

const name = "durst-no-orphans";
const nothing = { violations: [], unknown: [], notApplicable: undefined };
const violation = (resource: string) =>
  `${resource}: No DurstSubscription of this stack has this subscriber's id as its subscriberId: add one, or remove the subscriber.`;

it.each([
  ["nothing at all", []],
  ["a subscription in a preview", [subscriber("a"), subscription("a-all", ["a"])]],
  ["a subscription after the up", [subscriber("a"), subscription("a-all", ["a"], { subscriberId: 17 })]],
  ["an INACTIVE one", [subscriber("a"), subscription("a-all", ["a"], { status: "INACTIVE" })]],
  [
    "one that chooses",
    [subscriber("a"), subscriber("b"), subscription("one", ["a", "b"], { subscriberId: 17 })],
  ],
  [
    "the number of one taken over",
    [subscriber("a", { existingId: 17 }), subscription("a-all", [], { subscriberId: 17 })],
  ],
  ["subscriptions of others' subscribers only", [subscription("alone", [], { subscriberId: 17 })]],
])("lets pass %s", async (_what, resources) => {
  expect(await judgedStack(name, resources)).toEqual(nothing);
});

it.each([
  ["alone", [subscriber("a")], ["a"]],
  [
    "besides one with a subscription",
    [subscriber("a"), subscriber("b"), subscription("a-all", ["a"]), subscriber("c")],
    ["b", "c"],
  ],
  [
    "with a number of its own",
    [subscriber("a", { existingId: 17 }), subscription("others", [], { subscriberId: 18 })],
    ["a"],
  ],
  [
    "made, while a number is another's",
    [subscriber("a"), subscription("others", [], { subscriberId: 18 })],
    ["a"],
  ],
])("reports a subscriber without a subscription, %s", async (_what, resources, orphans) => {
  const { violations, unknown: waits } = await judgedStack(name, resources);
  expect(violations).toEqual(orphans.map(violation));
  expect(waits).toEqual([]);
});

it("repeats nothing of a subscriber that is secret", async () => {
  const canary = secret("canary");
  const resources = [subscriber("a", { hostUri: canary, xAuthInfo: { user: canary, password: canary } })];
  expect((await judgedStack(name, resources)).violations).toEqual([violation("a")]);
});

it.each([
  ["it may be anybody's", [subscriber("a"), subscription("open", [])], /\.subscriberId can't/],
  [
    "a subscriber's number is not known yet",
    [subscriber("a", { existingId: unknown }), subscription("open", [], { subscriberId: 17 })],
    /\.existingId can't/,
  ],
])("waits for a subscription of which %s", async (_what, resources, wait) => {
  const { violations, unknown: waits } = await judgedStack(name, resources);
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(wait)]);
});

it("does not take another server's number for its own", async () => {
  const mine = { ...subscriber("a", { existingId: 17 }), provider: { name: "lienz" } };
  const on = (name: string) => ({ ...subscription("its", [], { subscriberId: 17 }), provider: { name } });
  expect((await judgedStack(name, [mine, on("lienz")])).violations).toEqual([]);
  expect((await judgedStack(name, [mine, on("innsbruck")])).violations).toEqual([violation("a")]);
});
