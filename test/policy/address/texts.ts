import fc from "fast-check";

export type TextArbitrary = fc.Arbitrary<string>;

export const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
export const joinTexts = (parts: readonly TextArbitrary[], between = ".") =>
  fc.tuple(...parts).map((texts) => texts.join(between));
