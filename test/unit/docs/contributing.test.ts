// The files that CONTRIBUTING.md tells a person to touch exist.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");

/** Paths in code spans, except generated ones and patterns. */
const paths = [...page.matchAll(/`((?:\.ci|\.github|docs|examples|packages|provider|test|tools)\/[^\s`]*)`/g)]
  .map(([, path = ""]) => path)
  .filter((path) => !/[<*]/.test(path));

it("names no path that does not exist", () => {
  expect(paths.length).toBeGreaterThan(50);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
