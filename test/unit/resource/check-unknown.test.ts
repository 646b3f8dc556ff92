import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";

const auth = { user: "u", password: "p" };
const topOf = ({ field }: { field: string }) => field.split(/[.[]/)[0] ?? "";

describe("any subset of unknown values in a resource's inputs", () => {
  const validInputs = [
    [
      rockitSubscriptionLifecycle,
      [
        {
          name: "n",
          sender: "dltar",
          events: ["end", "error"],
          type: "webhook",
          url: "https://host.example",
        },
        { namePrefix: "n", sender: "dltar", event: "end", type: "slack", slackToken: "t", channelId: "c" },
        {
          name: "n",
          sender: "mkraw",
          event: "end",
          type: "webhook",
          url: "http://host.example",
          onConflict: "replace",
          rotationTrigger: { at: 1 },
        },
      ],
    ],
    [
      durstSubscriberLifecycle,
      [
        { hostUri: "host:80", externalAuthType: "NONE", existingId: 17 },
        { hostUri: "https://host.example/", externalAuthType: "XAUTH", xAuthInfo: auth },
        {
          hostUri: "host:80",
          externalAuthType: "JWT_SIGNING",
          jwtSigningInfo: { httpHeaderName: "x-sign", key: "k" },
        },
      ],
    ],
    [
      durstSubscriptionLifecycle,
      [
        { subscriberId: "17", topic: "STATUS/*", path: "a/b", publishInitialState: true },
        { subscriberId: 17, topic: "STATUS/MOTIF/4", status: "INACTIVE", existingId: "4" },
      ],
    ],
  ] as const;

  /** The path of every value, nested ones too. `unknownAt` makes the values at some paths unknown. */
  const pathsOf = (value: unknown, at: readonly string[] = []): string[] =>
    typeof value === "object" && value !== null
      ? [
          ...(at.length > 0 ? [at.join(".")] : []),
          ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...at, key])),
        ]
      : [at.join(".")];
  const withUnknownAt = (value: unknown, paths: readonly string[], at: readonly string[] = []): unknown => {
    if (paths.includes(at.join("."))) return UNKNOWN;
    if (Array.isArray(value)) return value.map((inner, n) => withUnknownAt(inner, paths, [...at, `${n}`]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, withUnknownAt(inner, paths, [...at, key])]),
    );
  };

  it.each(validInputs)(
    "never fails the check of valid inputs, even if nested values are unknown: %#",
    ({ check }, examples) => {
      fc.assert(
        fc.property(
          fc
            .constantFrom<object>(...examples)
            .chain((d) => fc.tuple(fc.constant(d), fc.subarray(pathsOf(d)))),
          ([valid, paths]) => {
            expect(check({}, withUnknownAt(valid, paths) as Properties).failures).toEqual([]);
          },
        ),
      );
    },
  );

  it.each(validInputs)(
    "never hides an unexpected argument or another wrong value: %#",
    ({ check }, examples) => {
      fc.assert(
        fc.property(
          fc
            .constantFrom<Properties>(...examples)
            .chain((d) =>
              fc.tuple(fc.constant(d), fc.constantFrom(...Object.keys(d)), fc.subarray(pathsOf(d))),
            ),
          ([valid, wrong, paths]) => {
            const otherPaths = paths.filter((path) => path.split(".")[0] !== wrong);
            const declared = {
              ...(withUnknownAt(valid, otherPaths) as Properties),
              [wrong]: [5],
              another: UNKNOWN,
            };
            const fields = check({}, declared).failures.map(topOf);
            expect(fields).toContain("another");
            if (wrong !== "rotationTrigger") expect(fields).toContain(wrong);
          },
        ),
      );
    },
  );
});
