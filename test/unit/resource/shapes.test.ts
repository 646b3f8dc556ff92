import { describe, expect, it } from "vitest";
import { z } from "zod";
import { listOf, nullish } from "../../../provider/resource/shapes.ts";

const entry = z.looseObject({ name: z.string() });

describe("listOf", () => {
  it.each([
    ["a bare list", [{ name: "a" }], ["a"]],
    ["an empty list", [], []],
    ["the only list in an object", { total: 1, entries: [{ name: "a" }], next: null }, ["a"]],
    ["an empty list in an object", { entries: [] }, []],
  ])("accepts %s", (_what, answer, names) => {
    expect(
      listOf(entry)
        .parse(answer)
        .map(({ name }) => name),
    ).toEqual(names);
  });

  it("keeps unknown fields", () => {
    expect(listOf(entry).parse([{ name: "a", more: 1 }])).toEqual([{ name: "a", more: 1 }]);
  });

  it.each([
    ["an object without a list", {}, "expected one list, found 0"],
    ["an object with null for the list", { entries: null }, "expected one list, found 0"],
    ["an object with two lists", { a: [], b: [] }, "expected one list, found 2"],
    ["null", null, "Invalid input"],
    ["a text", "[]", "Invalid input"],
    ["a number", 0, "Invalid input"],
  ])("rejects %s, which never means an empty list", (_what, answer, message) => {
    const { success, error } = listOf(entry).safeParse(answer);
    expect(success).toBe(false);
    expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  it("rejects the whole list for one entry of another shape, and says which", () => {
    const { error } = listOf(entry).safeParse({ entries: [{ name: "a" }, { name: 5 }] });
    expect(error?.issues.map(({ path, code }) => ({ path, code }))).toEqual([
      { path: [1, "name"], code: "invalid_type" },
    ]);
  });
});

describe("nullish", () => {
  const shape = z.object({ path: nullish(z.string()) });

  it.each([[{}], [{ path: null }], [{ path: undefined }]])(
    "reads %j as a field without a value",
    (answer) => {
      expect(shape.parse(answer).path).toBeUndefined();
    },
  );

  it("accepts a value and rejects a value of another type", () => {
    expect(shape.parse({ path: "" }).path).toBe("");
    expect(shape.safeParse({ path: 1 }).success).toBe(false);
  });
});

it.each([
  { errors: [] },
  { message: "Access denied", errors: [] },
  { code: 13, message: "no", details: [] },
  { Status: "unknown", items: [] },
  { success: 0, items: [] },
  { code: "ERR_DB", data: [] },
  { warnings: [] },
  { violations: [] },
  { message: "try again later", items: [] },
  { meta: { status: "error" }, items: [] },
])("an empty list next to signs of a failure is rejected: %j", (answer) => {
  expect(listOf(z.unknown()).safeParse(answer).success).toBe(false);
});

it.each([
  { items: [] },
  { total: 0, items: [] },
  { status: "ok", message: "nothing found", items: [] },
  { status: 200, items: [] },
  { message: "a note", items: [1] },
])("an empty list without signs of a failure is accepted: %j", (answer) => {
  expect(listOf(z.unknown()).parse(answer)).toEqual(answer.items);
});
