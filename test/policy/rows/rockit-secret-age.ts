import { ago, day, issued, minute } from "../rockit/issued-webhook.ts";
import { secret, unknown } from "../served.ts";
import { cases, named, type Row } from "./row.ts";

const tooOld = (name: string, days: number) =>
  `${name}: secret is more than ${days} days old, and the maximum is 90 days: change rotationTrigger to get a new one.`;

export const secretAge: Row = {
  policy: "rockit-secret-age",
  passes: named([
    ["nothing", []],
    ["a new secret", () => [issued("a", ago(0))]],
    ["a secret just below the maximum age", () => [issued("a", ago(90 * day - minute))]],
    ["a secret from a server with a fast clock", () => [issued("a", ago(-day))]],
    ["a subscription that is only read, or not created yet", [issued("a", undefined, {})]],
  ]),
  reports: [
    {
      what: "each secret that is too old",
      of: () => [issued("a", ago(90 * day + minute)), issued("b", ago(1)), issued("c", ago(120.5 * day))],
      violations: [tooOld("a", 90), tooOld("c", 120)],
    },
    ...cases([undefined, "", "yesterday-canary"], (at) => [issued("a", at)], {
      violations: ["a: The age of secret is unknown: change rotationTrigger to get a new one."],
    }),
  ],
  secret: [
    {
      what: "a date, of a secret that the engine does not mark",
      of: () => [issued("a", secret(ago(91 * day)), { secret: "canary" })],
      violations: [tooOld("a", 91)],
    },
  ],
  waits: [
    {
      what: "a secret, and judges the rest",
      of: () => [issued("a", ago(0), { secret: unknown }), issued("b", ago(91 * day))],
      violations: [tooOld("b", 91)],
      unknown: ["secret"],
    },
    {
      what: "a date, and judges the rest",
      of: () => [issued("a", unknown), issued("b", ago(91 * day))],
      violations: [tooOld("b", 91)],
      unknown: ["secretIssuedAt"],
    },
  ],
};
