import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

const pages = [
  { page: "docs/security.md", section: "", rows: 20 },
  { page: "packages/webhooks/README.md", section: "## Attacks and outcomes", rows: 25 },
].map(({ page, section, rows }) => ({
  page,
  rows,
  lines: textOf(page)
    .slice(textOf(page).indexOf(section))
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (threat|attack) /.test(line)),
}));

describe.each(pages)("$page", ({ rows, lines }) => {
  it("has a row for each threat or attack, with three cells", () => {
    expect(lines.length).toBeGreaterThan(rows);
    expect(lines.filter((line) => line.split(" | ").length !== 3)).toEqual([]);
  });

  // The pages write `…` for a value of each case.
  it.each(lines)("names a test that exists: %s", (line) => {
    const [, title = "", file = ""] = /\[(.+)\]\((?:\.\.\/)+(test\/.+\.ts)\) \|$/.exec(line) ?? [];
    const titles = [...textOf(file).matchAll(/(?:\(|name: )\s*("(?:[^"\\]|\\.)*"|'[^']*'),/g)].map(
      ([, text = ""]) => text.slice(1, -1).replaceAll(/%[sidjo]|\$[a-z]\w*/g, "…"),
    );
    expect(titles).toContain(title);
  });
});
