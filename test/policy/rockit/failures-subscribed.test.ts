import { expect, it } from "vitest";
import { judgedStack, unknown } from "../served.ts";

const name = "rockit-failures-subscribed";
const subscription = (resource: string, sender: string, events: unknown) =>
  ({
    type: "rockitSubscription",
    name: resource,
    props: {
      sender,
      type: "webhook",
      url: "https://hooks.example.com",
      ...(typeof events === "string" && events !== unknown ? { event: events } : { events }),
    },
  }) as const;

it("asks for the configured events only", async () => {
  const resources = [subscription("a", "mkraw", "end")];
  expect((await judgedStack(name, resources, { config: { events: ["end"] } })).violations).toEqual([]);
  expect((await judgedStack(name, resources, { config: { events: ["begin"] } })).violations).toHaveLength(1);
});
