import { expect, it } from "vitest";
import { judgedStack } from "../served.ts";

const name = "rockit-no-duplicates";
const webhook = (resource: string, sender: string, events: unknown, url: unknown) =>
  ({
    type: "rockitSubscription",
    name: resource,
    props: { name: resource, sender, events, type: "webhook", url },
  }) as const;
const a = "https://a.example/hooks";

it.each([
  ["eu", []],
  ["us", ["two: end of mkraw arrives twice, for url is that of one: leave it to one of the two."]],
])("takes what %s and us send for one thing only if they are one", async (provider, violations) => {
  const resources = [
    { ...webhook("one", "mkraw", ["end"], a), provider: { name: provider } },
    { ...webhook("two", "mkraw", ["end"], a), provider: { name: "us" } },
  ];
  expect((await judgedStack(name, resources)).violations).toEqual(violations);
});

it("takes spellings of one address for one", async () => {
  const resources = [
    webhook("one", "mkraw", ["end"], "https://a.example/h%6foks"),
    webhook("two", "mkraw", ["end"], "HTTPS://A.example:443/x/../hooks#top"),
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "two: end of mkraw arrives twice, for url is that of one: leave it to one of the two.",
  ]);
});
