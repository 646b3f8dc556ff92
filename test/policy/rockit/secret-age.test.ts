import { expect, it } from "vitest";
import { judgedStack, secret } from "../served.ts";

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
  `secret is more than ${days} old, and the maximum is ${max}: change rotationTrigger to get a new one.`;

it("uses the configured number of days", async () => {
  const resources = [subscription("a", ago(day + minute)), subscription("b", ago(day - minute))];
  expect((await judgedStack(name, resources, { config: { maxDays: 1 } })).violations).toEqual([
    `a: ${old("1 day", "1 day")}`,
  ]);
});

it("tells to add another version if the secret belongs to a component's version", async () => {
  const parent = { type: "webhook", name: "hook" } as const;
  const resources = [
    { ...parent, props: { versions: ["2026"] } },
    { ...subscription("hook-2026", ago(91 * day)), parent },
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "hook-2026: secret is more than 91 days old, and the maximum is 90 days: add a version next to 2026, give its secret to the receiver, and remove 2026 in a later up.",
  ]);
});
