// Every decision has the same sections, is in the index, and names existing evidence.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "docs/decisions");
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const pages = readdirSync(folder).filter((file) => file !== "README.md");
const headings = ["Context", "Decision", "Alternatives", "Consequences", "Evidence"];

const titleOf = (text: string) => /^# (.+)\n/.exec(text)?.[1];
const sectionsOf = (text: string) => text.split(/^## /m).slice(1);

describe.each(pages)("%s", (page) => {
  const text = read(page);
  const sections = sectionsOf(text);

  it("has a date in its name, a title, and the five sections in their order, none of them empty", () => {
    expect(page).toMatch(/^\d{4}-\d{2}-\d{2}-[a-z-]+\.md$/);
    expect(titleOf(text)).toBeDefined();
    expect(sections.map((section) => section.split("\n")[0])).toEqual(headings);
    for (const section of sections) expect(section.split("\n").slice(1).join("").trim()).not.toBe("");
  });

  it("names evidence that exists", () => {
    const named = [
      ...(sections.at(-1) ?? "").matchAll(
        /`((?:test|bench|tools|provider|packages|examples|docs|\.ci|\.github)\/[^`]+)`/g,
      ),
    ];
    const paths = named.map(([, path = ""]) => path);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

it("the index has a row for each page, newest first", () => {
  const rows = [...read("README.md").matchAll(/^\| (\S+) \| \[(.+)\]\((.+)\) \|$/gm)];
  expect(rows.map(([, date, title, page]) => ({ date, title, page }))).toEqual(
    rows
      .map(([, , , page = ""]) => page)
      .map((page) => ({ date: page.slice(0, 10), title: titleOf(read(page)), page })),
  );
  expect(rows.map(([, , , page]) => page).toSorted()).toEqual(pages.toSorted());
  const dates = rows.map(([, date = ""]) => date);
  expect(dates).toEqual(dates.toSorted().toReversed());
});
