// The Markdown that the page is made of.

export interface Section {
  readonly title: string;
  /** What the picture shows. */
  readonly text: string;
  readonly picture: { readonly file: string; readonly svg: string };
  readonly tables: readonly string[];
}

const escapeCell = (cell: string) => cell.replaceAll("|", "\\|");

/** Aligns the columns in `left` to the left, by default the first one, and all others to the right. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(" | ")} |`;
  const rule = header.map((_, column) => (left.includes(column) ? "---" : "--:"));
  return [line(header), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

export const renderSection = ({ title, text, picture, tables }: Section): string =>
  [
    `## ${title}`,
    wrap(text),
    `![${title}](${picture.file})`,
    `<details>\n<summary>All figures</summary>`,
    ...tables,
    "</details>",
  ].join("\n\n");

const lineWidth = 100;

/** Breaks a paragraph into lines of at most 100 characters. */
export function wrap(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= lineWidth)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

/** Adds a full stop if the text lacks one. */
export const asSentence = (text: string): string =>
  /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
