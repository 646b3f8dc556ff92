import { type Resource, secret, unknown } from "../served.ts";
import { cases, named, type Row } from "./row.ts";

const minute = 60 * 1000;
const day = 24 * 60 * minute;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
const issued = (
  name: string,
  secretIssuedAt: unknown,
  its: object = { secret: secret("canary") },
): Resource => ({
  type: "rockitSubscription",
  name,
  props: {
    name,
    sender: "mkraw",
    event: "end",
    type: "webhook",
    url: "https://hooks.example.com",
    ...its,
    ...(secretIssuedAt === undefined ? {} : { secretIssuedAt }),
  },
});
const tooOld = (name: string, days: number) =>
  `${name}: secret is more than ${days} days old, and the maximum is 90 days: change rotationTrigger to get a new one.`;

export const secretAge: Row = {
  policy: "rockit-secret-age",
  passes: named([
    ["nothing", []],
    ["a new one", () => [issued("a", ago(0))]],
    ["one that is just young enough", () => [issued("a", ago(90 * day - minute))]],
    ["one of a server whose clock is ahead", () => [issued("a", ago(-day))]],
    ["one that is only read, or not there yet", [issued("a", undefined, {})]],
  ]),
  reports: [
    {
      what: "each that is too old",
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
