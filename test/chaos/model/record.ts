import fc from "fast-check";

/** Plain objects, which a counterexample shows as they would be written. */
export const record = <T extends object>(
  model: { [Key in keyof T]: fc.Arbitrary<T[Key]> },
): fc.Arbitrary<T> => fc.record<T>(model, { noNullPrototype: true } as never) as fc.Arbitrary<T>;
