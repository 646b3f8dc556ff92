import { expect, it } from "vitest";
import { unknown, validateStack } from "../policy-server.ts";
import { subscriber, subscription } from "./stack-resources.ts";

const name = "durst-no-unused-subscribers";
const violation = (resource: string) =>
  `${resource}: No DurstSubscription in this stack uses this subscriber: add one with the subscriber's id as its subscriberId, or remove the subscriber.`;

it("does not confuse equal numbers on two servers", async () => {
  const mine = { ...subscriber("a", { existingId: 17 }), provider: { name: "lienz" } };
  const subscriptionOn = (name: string) => ({
    ...subscription("its", [], { subscriberId: 17 }),
    provider: { name },
  });
  expect((await validateStack(name, [mine, subscriptionOn("lienz")])).violations).toEqual([]);
  expect((await validateStack(name, [mine, subscriptionOn("innsbruck")])).violations).toEqual([
    violation("a"),
  ]);
});

it.each([
  ["known", 17],
  ["not known yet", unknown],
])("does not count a subscription at another server, with a number %s", async (_what, subscriberId) => {
  const violationsOn = (server: string) =>
    validateStack(name, [
      { ...subscriber("a"), provider: { name: "lienz" } },
      { ...subscription("x", ["a"], { subscriberId }), provider: { name: server } },
    ]).then(({ violations }) => violations);
  expect(await violationsOn("lienz")).toEqual([]);
  expect(await violationsOn("brixen")).toEqual([violation("a")]);
});

it("counts a subscriber that is being replaced once", async () => {
  const [a, x] = [subscriber("a"), subscription("x", ["a"])];
  expect((await validateStack(name, [a, a, x])).violations).toEqual([]);
  expect((await validateStack(name, [a, a])).violations).toEqual([violation("a")]);
});
