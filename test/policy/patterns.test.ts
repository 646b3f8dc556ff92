import { expect, it } from "vitest";
import { matchesAny } from "../../packages/policy/src/patterns.ts";

it.each([
  ["*", ""],
  ["*", "team/alerts"],
  ["c0123", "C0123"],
  ["C0*", "C0123"],
  ["*-prod", "eu-prod"],
  ["a*c*e", "abcde"],
  ["(1|2)", "(1|2)"],
  ["./eu", "./eu"],
  ["C0????", "C0????"],
  ["a\\b", "a\\b"],
  ["é\u{1f600}_$", "é\u{1f600}_$"],
])("%s matches %s", (pattern, text) => {
  expect(matchesAny(text, [pattern])).toBe(true);
  expect(matchesAny(text, ["other", pattern])).toBe(true);
});

it.each([
  ["C0????", "C0EVIL"],
  ["(1|2)", "1"],
  ["./eu", "eu"],
  ["C0*", "XC0"],
  ["a.c", "abc"],
  ["[ab]", "a"],
  ["{a,b}", "a"],
  ["!a", "b"],
])("%s does not match %s", (pattern, text) => {
  expect(matchesAny(text, [pattern])).toBe(false);
});
