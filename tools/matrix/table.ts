// The table of results, for the terminal and the docs.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";
import { checkout } from "../engine/pins.ts";
import { managers } from "./package-managers.ts";
import { type Cell, cells } from "./rows.ts";
import type { Outcome } from "./run-cell.ts";

const page = "docs/supported-versions.md";

const layouts: Readonly<Record<Cell["layout"], string>> = {
  project: "the project",
  wrapper: "another package of the workspace",
  "wrapper and project": "the project and another package of the workspace",
};

const axes = { node: "Node.js", sdk: "`@pulumi/pulumi`", typescript: "TypeScript" } as const;

const columns: Readonly<Record<string, (cell: Cell) => string>> = {
  [axes.node]: ({ node }) => node,
  [axes.sdk]: ({ sdk }) => sdk,
  [axes.typescript]: ({ typescript }) => typescript,
  "package manager": ({ manager }) => managers[manager].title,
  classes: ({ classes, policies }) => (policies ? `${classes}, policy pack` : classes),
  "listed by": ({ layout }) => layouts[layout],
};

/** A cell as one line. */
export const titleOf = (cell: Cell): string =>
  Object.entries(columns)
    .map(([title, value]) => (/^[A-Z`]/.test(title) ? `${title} ${value(cell)}` : value(cell)))
    .join(", ");

/** The last column of a row. */
const resultOf = ({ rejected, doctor }: Cell): string =>
  [
    rejected === undefined ? "works" : `rejected by the ${rejected.by}: “${rejected.says}”`,
    ...(doctor === undefined ? [] : [`the doctor says “${doctor}”`]),
  ].join("; ");

const rowOf = (entries: readonly string[]): string => `| ${entries.join(" | ")} |`;

/** A cell's row with the expected result. */
export const expectedRow = (cell: Cell): string =>
  rowOf([...Object.values(columns).map((value) => value(cell)), resultOf(cell)]);

/** The oldest and newest working version of each axis. */
export const versionsTable = (): string =>
  [
    rowOf(["", "oldest", "newest tested"]),
    rowOf(["---", "---", "---"]),
    ...(["node", "sdk", "typescript"] as const).map((axis) => {
      const working = cells.filter(({ rejected }) => rejected === undefined).map((cell) => cell[axis]);
      const sorted = semver.sort(working);
      return rowOf([axes[axis], sorted[0] ?? "", sorted.at(-1) ?? ""]);
    }),
  ].join("\n");

export function tableOf(outcomes: readonly Outcome[], engine: string): string {
  const titles = [...Object.keys(columns), "result"];
  return [
    `Run on ${new Date().toISOString().slice(0, 10)} with Pulumi ${engine}, ${process.platform} ${process.arch}:`,
    "",
    rowOf(titles),
    rowOf(titles.map(() => "---")),
    ...outcomes.map(({ cell, state }) =>
      state === "failed" ? expectedRow(cell).replace(resultOf(cell), "**failed**") : expectedRow(cell),
    ),
  ].join("\n");
}

const marks = (name: string) => [`<!-- begin: ${name} -->\n`, `<!-- end: ${name} -->`] as const;

/** The page, and the text between its marks. */
export async function sectionOf(
  name: string,
): Promise<{ text: string; from: number; to: number; is: string }> {
  const text = await readFile(join(checkout, page), "utf8");
  const [begin, end] = marks(name);
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`${page} has no ${begin.trim()} and ${end}`);
  return { text, from, to, is: text.slice(from, to).trim() };
}

/** Writes both tables between the page's marks. Returns the page's path. */
export async function writeTables(outcomes: readonly Outcome[], engine: string): Promise<string> {
  for (const [name, table] of [
    ["versions", versionsTable()],
    ["matrix", tableOf(outcomes, engine)],
  ] as const) {
    const { text, from, to } = await sectionOf(name);
    await writeFile(join(checkout, page), `${text.slice(0, from)}${table}\n${text.slice(to)}`);
  }
  return page;
}
