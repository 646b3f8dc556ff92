import { describe, expect, it } from "vitest";
import { planChange } from "../../../provider/resource/plan.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";

const inPlaceRules = { requiresReplacement: () => false, deleteBeforeReplace: false };
const replacingFields = (...fields: string[]) => ({
  requiresReplacement: (field: string) => fields.includes(field),
  deleteBeforeReplace: true,
});

describe("planChange", () => {
  it.each([
    ["nothing at all", {}, {}, []],
    ["the same", { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, []],
    ["the same in another order of fields", { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, []],
    ["an absent value, however it is absent", { a: undefined }, {}, []],
    ["a change", { a: 1, b: 2 }, { a: 1, b: 3 }, ["b"]],
    ["a value set", {}, { a: "x" }, ["a"]],
    ["a value cleared", { a: "x" }, {}, ["a"]],
    ["a value cleared to undefined", { a: "x" }, { a: undefined }, ["a"]],
    ["a change deep inside", { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, ["a"]],
    ["another order of a list", { a: [1, 2] }, { a: [2, 1] }, ["a"]],
    ["the same digits of another type", { a: 1 }, { a: "1" }, ["a"]],
    ["false for absent", {}, { a: false }, ["a"]],
    ["null for absent", {}, { a: null }, ["a"]],
    ["several", { a: 1, b: 1, c: 1 }, { b: 2, c: 1, d: 1 }, ["a", "b", "d"]],
    ["a value still unknown", { a: 1, b: 1 }, { a: UNKNOWN, b: 1 }, ["a"]],
    ["a value unknown before and still", { a: UNKNOWN }, { a: UNKNOWN }, ["a"]],
    ["a value unknown in a part", { a: { b: 1, c: 1 } }, { a: { b: UNKNOWN, c: 1 } }, ["a"]],
    ["a value that was unknown once and is set now", { a: UNKNOWN }, { a: 1 }, ["a"]],
  ])("finds in %s", (_what, was, wanted, changes) => {
    expect(planChange(was, wanted, inPlaceRules)).toEqual({
      changes,
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it("replaces for fields that can't be updated, known or not", () => {
    const was = { id: 1, a: 1, b: 1 };
    expect(planChange(was, { id: 2, a: 2, b: 1 }, replacingFields("id", "b"))).toEqual({
      changes: ["id", "a"],
      replaces: ["id"],
      deleteBeforeReplace: true,
    });
    expect(planChange(was, { ...was, id: UNKNOWN }, replacingFields("id"))).toMatchObject({
      replaces: ["id"],
    });
  });

  it("never deletes first without a replacement", () => {
    expect(planChange({ id: 1, a: 1 }, { id: 1, a: 2 }, replacingFields("id"))).toEqual({
      changes: ["a"],
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it("keeps the old object until the new one exists, unless deleteBeforeReplace is set", () => {
    const rules = { requiresReplacement: () => true, deleteBeforeReplace: false };
    expect(planChange({ a: 1 }, { a: 2 }, rules)).toEqual({
      changes: ["a"],
      replaces: ["a"],
      deleteBeforeReplace: false,
    });
  });
});
