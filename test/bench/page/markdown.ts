// The parts that the page is put together from.

export interface Section {
  readonly title: string;
  /** What to see in the picture. */
  readonly sentence: string;
  readonly picture: { readonly file: string; readonly svg: string };
  readonly tables: readonly string[];
}

const escaped = (cell: string) => cell.replaceAll("|", "\\|");

/** Texts start at the left in the columns named by `left`, the first one unless told; figures end at the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  const rule = header.map((_, column) => (left.includes(column) ? "---" : "--:"));
  return [line(header), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

export const section = ({ title, sentence, picture, tables }: Section): string =>
  [
    `## ${title}`,
    sentence,
    `![${title}](${picture.file})`,
    `<details>\n<summary>The figures</summary>`,
    ...tables,
    "</details>",
  ].join("\n\n");

/** With a full stop, whoever wrote it. */
export const sentence = (text: string): string =>
  /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
