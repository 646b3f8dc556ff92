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
  const rightInputs = [
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
  const placesOf = (value: unknown, at: readonly string[] = []): string[] =>
    typeof value === "object" && value !== null
      ? [
          ...(at.length > 0 ? [at.join(".")] : []),
          ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...at, key])),
        ]
      : [at.join(".")];
  const unknownAt = (value: unknown, places: readonly string[], at: readonly string[] = []): unknown => {
    if (places.includes(at.join("."))) return UNKNOWN;
    if (Array.isArray(value)) return value.map((inner, n) => unknownAt(inner, places, [...at, `${n}`]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, unknownAt(inner, places, [...at, key])]),
    );
  };

  it.each(rightInputs)(
    "never fails the check of valid inputs, even if nested values are unknown: %#",
    ({ check }, examples) => {
      fc.assert(
        fc.property(
          fc
            .constantFrom<object>(...examples)
            .chain((d) => fc.tuple(fc.constant(d), fc.subarray(placesOf(d)))),
          ([right, places]) => {
            expect(check({}, unknownAt(right, places) as Properties).failures).toEqual([]);
          },
        ),
      );
    },
  );

  it.each(rightInputs)(
    "never hides an unexpected argument or another wrong value: %#",
    ({ check }, examples) => {
      fc.assert(
        fc.property(
          fc
            .constantFrom<Properties>(...examples)
            .chain((d) =>
              fc.tuple(fc.constant(d), fc.constantFrom(...Object.keys(d)), fc.subarray(placesOf(d))),
            ),
          ([right, wrong, places]) => {
            const beside = places.filter((place) => place.split(".")[0] !== wrong);
            const declared = { ...(unknownAt(right, beside) as Properties), [wrong]: [5], another: UNKNOWN };
            const fields = check({}, declared).failures.map(topOf);
            expect(fields).toContain("another");
            if (wrong !== "rotationTrigger") expect(fields).toContain(wrong);
          },
        ),
      );
    },
  );
});
