interface Section {
  /** The text in brackets after the version, such as a date. */
  readonly note: string | undefined;
  readonly text: string;
}

/** A version's section of the changelog; undefined if it has none. */
export function sectionOf(changelog: string, version: string): Section | undefined {
  const sections = changelog.replaceAll("\r\n", "\n").split(/^## /m).slice(1);
  for (const section of sections) {
    const [heading = "", ...lines] = section.split("\n");
    const [, said, note] = /^(\S+)(?: \((.+)\))?$/.exec(heading) ?? [];
    if (said === version) return { note, text: lines.join("\n").trim() };
  }
  return undefined;
}
