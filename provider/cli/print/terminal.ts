import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import { invisible, printable } from "../../resource/text";

/** Rows of cells, each column as wide as its widest cell. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Asks the person at the terminal; without one the answer is no. */
export async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** Coloured if standard output is a terminal whose owner has nothing against it. */
export function coloured(colour: "green" | "red" | "dim", text: string): string {
  const wanted = process.stdout.isTTY && !process.env["NO_COLOR"];
  return wanted ? styleText(colour, text, { validateStream: false }) : text;
}

/** Somebody else's text on one line, at most so long, without what acts on a terminal. */
export function plain(text: string, longest: number): string {
  // No longer one is looked at than can be shown.
  const shown = printable(text.slice(0, longest));
  return text.length > longest ? `${shown}…` : shown;
}

/** JSON that means the same and does not act on a terminal: on one line, or a line for each value. */
export const plainJson = (value: unknown, indent = 0): string =>
  JSON.stringify(value, undefined, indent).replaceAll(invisible, (character) =>
    indent > 0 && character === "\n"
      ? character
      : character
          .split("")
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
          .join(""),
  );

/** A word of a shell's command. */
export const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
