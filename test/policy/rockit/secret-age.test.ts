import { expect, it } from "vitest";
import { validateStack } from "../policy-server.ts";
import { day, minute, timeAgo, webhookIssuedAt } from "./webhooks.ts";

const name = "rockit-secret-age";
const tooOld = (days: string, max = "90 days") =>
  `secret is more than ${days} old, and the maximum is ${max}: change rotationTrigger to get a new one.`;

it("uses the configured number of days", async () => {
  const resources = [
    webhookIssuedAt("a", timeAgo(day + minute)),
    webhookIssuedAt("b", timeAgo(day - minute)),
  ];
  expect((await validateStack(name, resources, { config: { maxDays: 1 } })).violations).toEqual([
    `a: ${tooOld("1 day", "1 day")}`,
  ]);
});

it("tells to add another version if the secret belongs to a component's version", async () => {
  const parent = { type: "webhook", name: "hook" } as const;
  const resources = [
    { ...parent, props: { versions: ["2026"] } },
    { ...webhookIssuedAt("hook-2026", timeAgo(91 * day)), parent },
  ];
  expect((await validateStack(name, resources)).violations).toEqual([
    "hook-2026: secret is more than 91 days old, and the maximum is 90 days: add a version next to 2026, give its secret to the receiver, and remove 2026 in a later up.",
  ]);
});
