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

it.each([
  ["nothing subscribed", []],
  ["both in one subscription", [subscription("a", "mkraw", ["error", "end", "exception"])]],
  ["one each in two", [subscription("a", "mkraw", "error"), subscription("b", "mkraw", ["exception"])]],
])("lets pass %s", async (_what, resources) => {
  expect(await judgedStack(name, resources)).toEqual({
    violations: [],
    unknown: [],
    notApplicable: undefined,
  });
});

it("reports each sender that lacks one, on its first subscription by name", async () => {
  const resources = [
    subscription("c", "deploy", "end"),
    subscription("a", "mkraw", ["end", "error"]),
    subscription("b", "deploy", "success"),
    subscription("d", "dltar", ["error", "exception"]),
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "a: Nothing is subscribed to exception of mkraw: add it to events of a subscription of mkraw.",
    "b: Nothing is subscribed to error, exception of deploy: add it to events of a subscription of deploy.",
  ]);
});

it("asks for the configured events only", async () => {
  const resources = [subscription("a", "mkraw", "end")];
  expect((await judgedStack(name, resources, { config: { events: ["end"] } })).violations).toEqual([]);
  expect((await judgedStack(name, resources, { config: { events: ["begin"] } })).violations).toHaveLength(1);
});

it("waits where an unknown value may be what is missing, and judges the rest", async () => {
  const resources = [
    subscription("a", "mkraw", unknown),
    subscription("b", "mkraw", ["end"]),
    subscription("c", "deploy", ["end", "error"]),
  ];
  const { violations, unknown: waits } = await judgedStack(name, resources);
  expect(violations).toEqual([
    "c: Nothing is subscribed to exception of deploy: add it to events of a subscription of deploy.",
  ]);
  expect(waits).toEqual([expect.stringContaining("value at .events can't be known during preview")]);
});

it("waits for a sender that is not known yet", async () => {
  const { violations, unknown: waits } = await judgedStack(name, [
    subscription("a", unknown, ["error", "exception"]),
    subscription("b", "mkraw", ["end"]),
  ]);
  expect(violations).toEqual([]);
  expect(waits).toHaveLength(1);
});
