// The table of a run, for the terminal and for the docs.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../engine/pins.ts";
import { managers } from "./managers.ts";
import type { Cell } from "./rows.ts";
import type { Outcome } from "./run-cell.ts";

const page = "docs/supported-versions.md";
const [begin, end] = ["<!-- begin: matrix -->", "<!-- end: matrix -->"];

const layouts: Readonly<Record<Cell["layout"], string>> = {
  project: "the project",
  wrapper: "another package of the workspace",
  "wrapper and project": "the project and another package of the workspace",
};

const columns: Readonly<Record<string, (cell: Cell) => string>> = {
  "Node.js": ({ node }) => node,
  "@pulumi/pulumi": ({ sdk }) => sdk,
  TypeScript: ({ typescript }) => typescript,
  "package manager": ({ manager }) => managers[manager].title,
  classes: ({ classes, policies }) => (policies ? `${classes}, policy pack` : classes),
  "listed by": ({ layout }) => layouts[layout],
};

/** A cell in one line. */
export const titleOf = (cell: Cell): string =>
  Object.entries(columns)
    .map(([title, value]) => (/^[A-Z@]/.test(title) ? `${title} ${value(cell)}` : value(cell)))
    .join(", ");

/** What a row of the table ends with. */
const resultOf = ({ refused, doctor }: Cell): string =>
  refused === undefined ? "works" : `refused: “${refused.says}”${doctor ? `; doctor: “${doctor}”` : ""}`;

const rowOf = (entries: readonly string[]): string => `| ${entries.join(" | ")} |`;

/** A cell's row, with what its row in rows.ts says. */
export const expectedRow = (cell: Cell): string =>
  rowOf([...Object.values(columns).map((value) => value(cell)), resultOf(cell)]);

/** The rows of the page's table. */
export const writtenRows = async (): Promise<readonly string[]> =>
  (await readFile(join(checkout, page), "utf8"))
    .split(begin)[1]
    ?.split(end)[0]
    ?.split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2) ?? [];

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

/** Writes the table between the page's marks; the page's path. */
export async function writeTable(outcomes: readonly Outcome[], engine: string): Promise<string> {
  const file = join(checkout, page);
  const text = await readFile(file, "utf8");
  const [before, rest = ""] = text.split(begin) as [string, string?];
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`${page} has no ${begin} and ${end}`);
  await writeFile(file, `${before}${begin}\n${tableOf(outcomes, engine)}\n${end}${after}`);
  return page;
}
