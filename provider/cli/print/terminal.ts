import { createInterface } from "node:readline";
import { styleText } from "node:util";
import { invisible, printable } from "../../resource/text";
import { CliError } from "./errors";

/** Aligns rows of cells in columns; rows may have fewer cells than others. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(displayWidth(cell), widths[column] ?? 0);
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - displayWidth(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const doubleWidth =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Columns on a screen: East Asian letters and emoji take two. */
const displayWidth = (line: string): number =>
  [...line].reduce((width, character) => width + (doubleWidth.test(character) ? 2 : 1), 0);

/**
 * Asks before objects are removed, unless --yes was given. Ctrl-C and Ctrl-D mean no. With --json it never
 * asks: the terminal has not shown the plan.
 *
 * @throws CliError if the answer is no, or nobody can be asked
 */
export async function confirm(
  question: string,
  { yes, json }: { readonly yes?: boolean | undefined; readonly json?: boolean | undefined },
  { stdin, stderr }: Pick<NodeJS.Process, "stdin" | "stderr"> = process,
): Promise<void> {
  if (yes) return;
  if (json || !stdin.isTTY || !stderr.isTTY)
    throw new CliError("nothing was removed: run the command again with --yes");
  const terminal = createInterface({ input: stdin, output: stderr });
  const answer = await new Promise<string | undefined>((resolve) => {
    terminal.on("close", () => resolve(undefined));
    terminal.question(`${question} [y/N] `, resolve);
  });
  terminal.close();
  if (answer === undefined) stderr.write("\n");
  if (!/^y(es)?$/i.test(answer?.trim() ?? "")) throw new CliError("nothing was removed");
}

/** Coloured if standard output is a terminal, and NO_COLOR is not set. */
export function coloured(colour: "green" | "red" | "dim", text: string): string {
  const wanted = process.stdout.isTTY && !process.env["NO_COLOR"];
  return wanted ? styleText(colour, text, { validateStream: false }) : text;
}

/** A foreign text on one line, shortened and without control characters. */
export function oneLine(text: string, maxLength: number): string {
  // Cut first: the text may be very long.
  const shown = printable(text.slice(0, maxLength));
  return text.length > maxLength ? `${shown}…` : shown;
}

/** JSON without control characters: on one line, or a line for each value. */
export const safeJson = (value: unknown, indent = 0): string =>
  JSON.stringify(value, undefined, indent).replaceAll(invisible, (character) =>
    indent > 0 && character === "\n"
      ? character
      : character
          .split("")
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
          .join(""),
  );

/** An argument quoted for bash, zsh and PowerShell. */
export function shellQuote(argument: string): string {
  const text = printable(argument);
  if (/^[\w./:-][\w@%+=./:-]*$/.test(text)) return text;
  // PowerShell treats typographic quotes as straight ones.
  if (!/['\u2018-\u201b]/.test(text)) return `'${text}'`;
  if (!/["$`\\!\u201c-\u201e]/.test(text)) return `"${text}"`;
  if (process.platform === "win32") return `'${text.replaceAll(/['\u2018-\u201b]/g, "$&$&")}'`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
