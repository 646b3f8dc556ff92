import { expect, it } from "vitest";
import { judgedStack, type Resource, unknown } from "../served.ts";

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

it("requires only the configured events", async () => {
  const resources = [subscription("a", "mkraw", "end")];
  expect((await judgedStack(name, resources, { config: { events: ["end"] } })).violations).toEqual([]);
  expect((await judgedStack(name, resources, { config: { events: ["begin"] } })).violations).toHaveLength(1);
});

const by = (provider: string | undefined, resource: Resource): Resource =>
  provider === undefined ? resource : { ...resource, provider: { name: provider } };
const lacks = (resource: string, events = "error, exception") =>
  `${resource}: Required events of mkraw are not subscribed (${events}): add them to a subscription of mkraw.`;

it("judges each provider on its own, since each is another organisation", async () => {
  const of = (provider: string | undefined) =>
    judgedStack(name, [
      by("eu", subscription("a", "mkraw", ["end", "error"])),
      by(provider, subscription("b", "mkraw", ["exception"])),
    ]).then(({ violations }) => violations);
  expect(await of("eu")).toEqual([]);
  expect(await of("us")).toEqual([lacks("a", "exception"), lacks("b", "error")]);
  expect(await of(undefined)).toEqual([lacks("a", "exception"), lacks("b", "error")]);
});

it("treats all default providers as one", async () => {
  const resources = [
    by("default", subscription("a", "mkraw", ["end"])),
    by("default_1_2_3", subscription("b", "mkraw", ["exception"])),
    by(undefined, subscription("c", "mkraw", ["error"])),
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([]);
});

it("does not wait for a subscription of another provider", async () => {
  const resources = [
    by("eu", subscription("a", "mkraw", ["end"])),
    by("us", subscription("b", unknown, ["error", "exception"])),
  ];
  const { violations, unknown: waits } = await judgedStack(name, resources);
  expect(violations).toEqual([lacks("a")]);
  expect(waits).toHaveLength(1);
});
