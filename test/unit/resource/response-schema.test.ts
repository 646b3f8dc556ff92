import { describe, expect, it } from "vitest";
import { z } from "zod";
import { durstSubscriber, durstSubscription } from "../../../provider/durst/kind.ts";
import type { ResourceKind } from "../../../provider/resource/kind.ts";
import { isAsDeclared, readBack } from "../../../provider/resource/meaning.ts";
import { responseSchema } from "../../../provider/resource/response-schema.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";

const parseAnswer = (kind: ResourceKind, answer: object) =>
  responseSchema(kind, { id: z.int().optional() }).parse(answer);

describe("a server's answer", () => {
  it.each([
    [
      "a word in another case",
      durstSubscription,
      { topic: "STATUS/*", status: "active" },
      { status: "ACTIVE" },
    ],
    [
      "words in another case",
      rockitSubscription,
      { name: "a", events: ["End", "ERROR"] },
      { events: ["end", "error"] },
    ],
    ["an unknown word", rockitSubscription, { name: "a", event: "Paused" }, { event: "Paused" }],
    ["several events in event", rockitSubscription, { name: "a", event: ["END"] }, { event: ["end"] }],
    ["no default", durstSubscription, { topic: "STATUS/*" }, { status: "ACTIVE" }],
    ["null for a default", durstSubscription, { topic: "STATUS/*", status: null }, { status: "ACTIVE" }],
    [
      "null for what is not used",
      durstSubscriber,
      { hostUri: "h:1", externalAuthType: "none", xAuthInfo: null },
      { externalAuthType: "NONE" },
    ],
  ] as const)("is understood with %s", (_what, kind, answer, expected) => {
    expect(parseAnswer(kind, answer)).toMatchObject(expected);
  });

  it("is rejected without a field that every object has", () => {
    expect(() => parseAnswer(durstSubscription, { status: "ACTIVE" })).toThrow(/topic/);
  });
});

describe("a field that a Durst server leaves out", () => {
  const jwtSigning = {
    hostUri: "h:1",
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x", method: "HS256", key: "k" },
  };

  it.each([
    ["the method", { ...jwtSigning, jwtSigningInfo: { httpHeaderName: "X", key: "bWFza2Vk" } }],
    ["all of it", { ...jwtSigning, jwtSigningInfo: undefined }],
    ["its contents", { ...jwtSigning, jwtSigningInfo: {} }],
    ["nothing, but has the parts of another way", { ...jwtSigning, xAuthInfo: { user: "", password: "" } }],
  ])("is no change if every such object has the field: %s", (_what, answer) => {
    expect(readBack(durstSubscriber, answer, jwtSigning)).toEqual({ ...jwtSigning, xAuthInfo: undefined });
    expect(isAsDeclared(durstSubscriber, answer, jwtSigning)).toBe(true);
  });

  it("is a change if the field is optional: a path that was removed", () => {
    const declared = { subscriberId: 17, topic: "STATUS/*", path: "a", status: "ACTIVE" };
    const answer = { topic: "STATUS/*", status: "ACTIVE" };
    expect(readBack(durstSubscription, answer, declared)["path"]).toBeUndefined();
    for (const path of [undefined, null, "", "/"]) {
      expect(isAsDeclared(durstSubscription, { ...answer, path }, declared)).toBe(false);
      expect(isAsDeclared(durstSubscription, { ...answer, path }, { ...declared, path: undefined })).toBe(
        true,
      );
    }
  });
});
