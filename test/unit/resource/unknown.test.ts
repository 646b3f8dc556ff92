import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { describe, expect, it } from "vitest";
import { hasUnknown, UNKNOWN } from "../../../provider/resource/unknown.ts";

it("UNKNOWN is the SDK's own constant", () => {
  expect(UNKNOWN).toBe(unknownValue);
});

describe("hasUnknown", () => {
  it.each([[UNKNOWN], [[1, UNKNOWN]], [{ a: UNKNOWN }], [{ a: [{ b: { c: UNKNOWN } }] }]])(
    "sees %j",
    (value) => {
      expect(hasUnknown(value)).toBe(true);
    },
  );

  it.each([
    [undefined],
    [null],
    [""],
    [0],
    [false],
    [[]],
    [{}],
    [{ a: { b: [null, undefined, "x"] } }],
    [`${UNKNOWN} in a sentence`],
    [{ [UNKNOWN]: "a field's name" }],
  ])("sees none in %j", (value) => {
    expect(hasUnknown(value)).toBe(false);
  });
});
