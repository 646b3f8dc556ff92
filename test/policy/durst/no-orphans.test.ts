import { expect, it } from "vitest";
import { judgedStack } from "../served.ts";
import { subscriber, subscription } from "./stacks.ts";

const name = "durst-no-orphans";
const violation = (resource: string) =>
  `${resource}: No DurstSubscription of this stack has this subscriber's id as its subscriberId: add one, or remove the subscriber.`;

it("does not take another server's number for its own", async () => {
  const mine = { ...subscriber("a", { existingId: 17 }), provider: { name: "lienz" } };
  const on = (name: string) => ({ ...subscription("its", [], { subscriberId: 17 }), provider: { name } });
  expect((await judgedStack(name, [mine, on("lienz")])).violations).toEqual([]);
  expect((await judgedStack(name, [mine, on("innsbruck")])).violations).toEqual([violation("a")]);
});
