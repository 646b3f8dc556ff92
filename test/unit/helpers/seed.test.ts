import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seed, seedOf } from "../../helpers/seed.ts";

describe("the seed of random tests", () => {
  it("applies to every property, with or without an explicit seed", () => {
    const { errorInstance: _, ...details } = fc.check(fc.property(fc.nat(), () => true));
    expect(details.seed).toBe(seed);
    expect(fc.sample(fc.nat(), 20)).toEqual(fc.sample(fc.nat(), { numRuns: 20, seed }));
  });

  it("is constant unless another seed is set", () => {
    expect(seedOf(undefined)).toBe(seedOf(""));
    expect(seedOf("42")).toBe(42);
    expect(seedOf("-1058020779")).toBe(-1058020779);
    expect(seedOf("random")).not.toBe(seedOf("random"));
  });

  it.each(["x", "1.5", "0x1", "12345678901"])("is not %s", (given) => {
    expect(() => seedOf(given)).toThrow(`TEST_SEED=${given} is neither`);
  });
});
