import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

const rows = textOf("docs/security.md")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (threat|attack) /.test(line));

it("has a row for each threat and attack, with three cells", () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((line) => line.split(" | ").length !== 3)).toEqual([]);
});

it.each(rows)("names a test that exists: %s", (line) => {
  const [, title = "", file = ""] = /\[(.+)\]\(\.\.\/(test\/.+\.test\.ts)\) \|$/.exec(line) ?? [];
  const titles = [...textOf(file).matchAll(/(?:\(|name: )\s*("(?:[^"\\]|\\.)*"|'[^']*'),/g)].map(
    ([, text = ""]) => text.slice(1, -1),
  );
  expect(titles).toContain(title);
});
