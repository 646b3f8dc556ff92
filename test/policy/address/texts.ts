import fc from "fast-check";

export type Texts = fc.Arbitrary<string>;

export const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
export const joined = (parts: readonly Texts[], between = ".") =>
  fc.tuple(...parts).map((texts) => texts.join(between));
