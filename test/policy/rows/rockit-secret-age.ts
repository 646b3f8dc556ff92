import { secret, unknown } from "../policy-server.ts";
import { day, minute, timeAgo, webhookIssuedAt } from "../rockit/webhooks.ts";
import { casesFor, namedCases, type Row } from "./row.ts";

const tooOld = (name: string, days: number) =>
  `${name}: secret is more than ${days} days old, and the maximum is 90 days: change rotationTrigger to get a new one.`;

export const secretAge: Row = {
  policy: "rockit-secret-age",
  passes: namedCases([
    ["nothing", []],
    ["a new secret", () => [webhookIssuedAt("a", timeAgo(0))]],
    ["a secret just below the maximum age", () => [webhookIssuedAt("a", timeAgo(90 * day - minute))]],
    ["a secret from a server with a fast clock", () => [webhookIssuedAt("a", timeAgo(-day))]],
    ["a subscription that is only read, or not created yet", [webhookIssuedAt("a", undefined, {})]],
  ]),
  reports: [
    {
      what: "each secret that is too old",
      resources: () => [
        webhookIssuedAt("a", timeAgo(90 * day + minute)),
        webhookIssuedAt("b", timeAgo(1)),
        webhookIssuedAt("c", timeAgo(120.5 * day)),
      ],
      violations: [tooOld("a", 90), tooOld("c", 120)],
    },
    ...casesFor([undefined, "", "yesterday-canary"], (at) => [webhookIssuedAt("a", at)], {
      violations: ["a: The age of secret is unknown: change rotationTrigger to get a new one."],
    }),
  ],
  secret: [
    {
      what: "a date, of a secret that the engine does not mark",
      resources: () => [webhookIssuedAt("a", secret(timeAgo(91 * day)), { secret: "canary" })],
      violations: [tooOld("a", 91)],
    },
  ],
  waits: [
    {
      what: "a secret, and judges the rest",
      resources: () => [
        webhookIssuedAt("a", timeAgo(0), { secret: unknown }),
        webhookIssuedAt("b", timeAgo(91 * day)),
      ],
      violations: [tooOld("b", 91)],
      unknown: ["secret"],
    },
    {
      what: "a date, and judges the rest",
      resources: () => [webhookIssuedAt("a", unknown), webhookIssuedAt("b", timeAgo(91 * day))],
      violations: [tooOld("b", 91)],
      unknown: ["secretIssuedAt"],
    },
  ],
};
