import { expect, it } from "vitest";
import { judgedStack, secret, unknown } from "../served.ts";

const name = "rockit-secret-age";
const minute = 60 * 1000;
const day = 24 * 60 * minute;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
const subscription = (
  resource: string,
  secretIssuedAt: unknown,
  its: object = { secret: secret("canary") },
) =>
  ({
    type: "rockitSubscription",
    name: resource,
    props: {
      name: resource,
      sender: "mkraw",
      event: "end",
      type: "webhook",
      url: "https://hooks.example.com",
      ...its,
      ...(secretIssuedAt === undefined ? {} : { secretIssuedAt }),
    },
  }) as const;
const old = (days: string, max = "90 days") =>
  `secret is more than ${days} old, and may be at most ${max}: change rotationTrigger to get a new one.`;

it.each([
  ["nothing", []],
  ["a new one", [subscription("a", ago(0))]],
  ["one that is just young enough", [subscription("a", ago(90 * day - minute))]],
  ["one of a server whose clock is ahead", [subscription("a", ago(-day))]],
  ["one that is only read, or not there yet", [subscription("a", undefined, {})]],
])("lets pass %s", async (_what, resources) => {
  expect(await judgedStack(name, resources)).toEqual({
    violations: [],
    unknown: [],
    notApplicable: undefined,
  });
});

it("reports each that is too old", async () => {
  const resources = [
    subscription("a", ago(90 * day + minute)),
    subscription("b", ago(1)),
    subscription("c", ago(120.5 * day)),
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    `a: ${old("90 days")}`,
    `c: ${old("120 days")}`,
  ]);
});

it("takes the configured number of days", async () => {
  const resources = [subscription("a", ago(day + minute)), subscription("b", ago(day - minute))];
  expect((await judgedStack(name, resources, { config: { maxDays: 1 } })).violations).toEqual([
    `a: ${old("1 day", "1 day")}`,
  ]);
});

it.each([undefined, "", "yesterday-canary"])("asks for a rotation of one given at %j", async (at) => {
  expect((await judgedStack(name, [subscription("a", at)])).violations).toEqual([
    "a: Nobody knows how old secret is: change rotationTrigger to get a new one.",
  ]);
});

it("judges a secret that the engine does not mark", async () => {
  const resources = [subscription("a", secret(ago(91 * day)), { secret: "canary" })];
  expect((await judgedStack(name, resources)).violations).toEqual([`a: ${old("91 days")}`]);
});

it.each([
  ["secret", subscription("a", ago(0), { secret: unknown })],
  ["secretIssuedAt", subscription("a", unknown)],
])("waits for %s, and judges the rest", async (field, waiting) => {
  const { violations, unknown: waits } = await judgedStack(name, [waiting, subscription("b", ago(91 * day))]);
  expect(violations).toEqual([`b: ${old("91 days")}`]);
  expect(waits).toEqual([expect.stringContaining(`value at .${field} can't be known during preview`)]);
});
