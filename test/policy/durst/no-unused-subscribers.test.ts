import { expect, it } from "vitest";
import { judgedStack, unknown } from "../served.ts";
import { subscriber, subscription } from "./stacks.ts";

const name = "durst-no-unused-subscribers";
const violation = (resource: string) =>
  `${resource}: No DurstSubscription in this stack uses this subscriber: add one with the subscriber's id as its subscriberId, or remove the subscriber.`;

it("does not confuse equal numbers on two servers", async () => {
  const mine = { ...subscriber("a", { existingId: 17 }), provider: { name: "lienz" } };
  const on = (name: string) => ({ ...subscription("its", [], { subscriberId: 17 }), provider: { name } });
  expect((await judgedStack(name, [mine, on("lienz")])).violations).toEqual([]);
  expect((await judgedStack(name, [mine, on("innsbruck")])).violations).toEqual([violation("a")]);
});

it.each([
  ["known", 17],
  ["not known yet", unknown],
])("does not count a subscription at another server, with a number %s", async (_what, subscriberId) => {
  const of = (server: string) =>
    judgedStack(name, [
      { ...subscriber("a"), provider: { name: "lienz" } },
      { ...subscription("x", ["a"], { subscriberId }), provider: { name: server } },
    ]).then(({ violations }) => violations);
  expect(await of("lienz")).toEqual([]);
  expect(await of("brixen")).toEqual([violation("a")]);
});

it("counts a subscriber that is being replaced once", async () => {
  const [a, x] = [subscriber("a"), subscription("x", ["a"])];
  expect((await judgedStack(name, [a, a, x])).violations).toEqual([]);
  expect((await judgedStack(name, [a, a])).violations).toEqual([violation("a")]);
});
