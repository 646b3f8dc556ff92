const width = 100;
/** Spaces at which a line can end: not before what would begin a heading, a list, a quotation or a table. */
const spaces = / (?!(?:#+|[-+*>|]|\d+[.)])(?: |$))/;

/** A Markdown text whose lines of prose have at most 100 characters; tables, code blocks and comments stay as they are. */
export function wrapProse(markdown: string): string {
  let fence = false;
  const lines = markdown.split("\n").flatMap((line) => {
    if (line.startsWith("```")) fence = !fence;
    const stays = fence || line.length <= width || /^([|#]|<!--|```)/.test(line);
    return stays ? [line] : wrapped(line);
  });
  return lines.join("\n");
}

function wrapped(line: string): string[] {
  const [, first = "", text = ""] = /^(\s*(?:(?:[-*]|\d+\.) )?)(.*)$/.exec(line) ?? [];
  const next = " ".repeat(first.length);
  const lines: string[] = [];
  let current = first;
  for (const word of text.split(spaces)) {
    const isEmpty = current === first || current === next;
    if (!isEmpty && current.length + 1 + word.length > width) {
      lines.push(current);
      current = next + word;
    } else current += isEmpty ? word : ` ${word}`;
  }
  return [...lines, current];
}
