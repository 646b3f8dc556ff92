import { expect, it } from "vitest";
import { judgedStack } from "../served.ts";
import { ago, day, issued, minute } from "./issued-webhook.ts";

const name = "rockit-secret-age";
const old = (days: string, max = "90 days") =>
  `secret is more than ${days} old, and the maximum is ${max}: change rotationTrigger to get a new one.`;

it("uses the configured number of days", async () => {
  const resources = [issued("a", ago(day + minute)), issued("b", ago(day - minute))];
  expect((await judgedStack(name, resources, { config: { maxDays: 1 } })).violations).toEqual([
    `a: ${old("1 day", "1 day")}`,
  ]);
});

it("tells to add another version if the secret belongs to a component's version", async () => {
  const parent = { type: "webhook", name: "hook" } as const;
  const resources = [
    { ...parent, props: { versions: ["2026"] } },
    { ...issued("hook-2026", ago(91 * day)), parent },
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "hook-2026: secret is more than 91 days old, and the maximum is 90 days: add a version next to 2026, give its secret to the receiver, and remove 2026 in a later up.",
  ]);
});
