/** A line of terminal output, with a colour for its text. */
export interface Line {
  readonly text: string;
  readonly color?: keyof typeof colors;
}

const colors = {
  plain: "#c9d1d9",
  heading: "#58a6ff",
  created: "#3fb950",
  updated: "#d29922",
  deleted: "#f85149",
  secret: "#bc8cff",
} as const;

const [background, bar] = ["#0d1117", "#161b22"];
const [fontSize, charWidth, lineHeight, padding, barHeight] = [13, 7.82, 19, 16, 32];

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Renders lines of text as an SVG picture of a terminal. `title` describes the picture for screen readers. */
export function terminalSvg(title: string, lines: readonly Line[]): string {
  const columns = Math.max(...lines.map(({ text }) => text.length));
  const width = Math.ceil(columns * charWidth) + 2 * padding;
  const height = barHeight + lines.length * lineHeight + 2 * padding;
  const buttons = [colors.deleted, colors.updated, colors.created].map(
    (fill, at) => `<circle cx="${padding + 4 + at * 20}" cy="${barHeight / 2}" r="6" fill="${fill}"/>`,
  );
  const texts = lines.flatMap(({ text, color = "plain" }, at) => {
    if (text.trim() === "") return [];
    const y = barHeight + padding + fontSize + at * lineHeight;
    const weight = color === "heading" ? ' font-weight="bold"' : "";
    return `<text x="${padding}" y="${y}" fill="${colors[color]}"${weight}>${escaped(text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    "<style>text{white-space:pre}</style>",
    `<rect width="${width}" height="${height}" rx="8" fill="${background}"/>`,
    `<path d="M0 ${barHeight}V8a8 8 0 0 1 8-8h${width - 16}a8 8 0 0 1 8 8v${barHeight - 8}z" fill="${bar}"/>`,
    ...buttons,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="${fontSize}" xml:space="preserve">`,
    ...texts,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
