import { expect, it } from "vitest";
import { type Resource, unknown, validateStack } from "../policy-server.ts";

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
  expect((await validateStack(name, resources, { config: { events: ["end"] } })).violations).toEqual([]);
  expect((await validateStack(name, resources, { config: { events: ["begin"] } })).violations).toHaveLength(
    1,
  );
});

const withProvider = (provider: string | undefined, resource: Resource): Resource =>
  provider === undefined ? resource : { ...resource, provider: { name: provider } };
const missingEvents = (resource: string, events = "error, exception") =>
  `${resource}: Required events of mkraw are not subscribed (${events}): add them to a subscription of mkraw.`;

it("judges each provider on its own, since each is another organisation", async () => {
  const violationsWith = (provider: string | undefined) =>
    validateStack(name, [
      withProvider("eu", subscription("a", "mkraw", ["end", "error"])),
      withProvider(provider, subscription("b", "mkraw", ["exception"])),
    ]).then(({ violations }) => violations);
  expect(await violationsWith("eu")).toEqual([]);
  expect(await violationsWith("us")).toEqual([missingEvents("a", "exception"), missingEvents("b", "error")]);
  expect(await violationsWith(undefined)).toEqual([
    missingEvents("a", "exception"),
    missingEvents("b", "error"),
  ]);
});

it("treats all default providers as one", async () => {
  const resources = [
    withProvider("default", subscription("a", "mkraw", ["end"])),
    withProvider("default_1_2_3", subscription("b", "mkraw", ["exception"])),
    withProvider(undefined, subscription("c", "mkraw", ["error"])),
  ];
  expect((await validateStack(name, resources)).violations).toEqual([]);
});

it("does not wait for a subscription of another provider", async () => {
  const resources = [
    withProvider("eu", subscription("a", "mkraw", ["end"])),
    withProvider("us", subscription("b", unknown, ["error", "exception"])),
  ];
  const { violations, unknown: waits } = await validateStack(name, resources);
  expect(violations).toEqual([missingEvents("a")]);
  expect(waits).toHaveLength(1);
});
