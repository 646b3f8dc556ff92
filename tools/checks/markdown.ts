import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Configuration } from "markdownlint";
import { lint } from "markdownlint/promise";
import relativeLinks, { markdownIt } from "markdownlint-rule-relative-links";
import { trackedFiles } from "./tracked-files.ts";

const lineLength = {
  line_length: 100,
  tables: false,
  code_blocks: false,
  // Reports a long line that has a space, wherever the space is.
  stern: true,
};
const links: Configuration = { default: false, "link-fragments": true, "relative-links": true };
const linksAndLines: Configuration = { ...links, "line-length": lineLength };

/** GitHub shows each line break of a new pull request's text; the benchmark writes its page with figures of any length. */
const isUnwrapped = (path: string): boolean => /^(\.github|bench)\//.test(path);

/** A text whose comments are empty lines. */
const withoutComments = (markdown: string): string =>
  markdown.replace(/<!--.*?-->/gs, (comment) => comment.replace(/.+/g, ""));

/** A line for each link that leads nowhere and each line of prose that is too long. */
export async function markdownFaults(root: string): Promise<string[]> {
  const pages = await trackedFiles(root, ["*.md"]);
  const faults = async (paths: readonly string[], config: Configuration) => {
    const texts = await Promise.all(
      // The rule for relative links resolves them from the page's absolute path.
      paths.map(async (path) => [join(root, path), await readFile(join(root, path), "utf8")] as const),
    );
    const results = await lint({
      strings: Object.fromEntries(texts.map(([path, text]) => [path, withoutComments(text)])),
      config,
      customRules: [relativeLinks],
      markdownItFactory: () => markdownIt,
    });
    return paths.flatMap((path) =>
      (results[join(root, path)] ?? []).map(
        ({ lineNumber, ruleDescription, errorDetail, errorContext }) =>
          `${path}:${lineNumber}: ${ruleDescription}: ${errorDetail ?? errorContext}`,
      ),
    );
  };
  const wrapped = pages.filter((path) => !isUnwrapped(path));
  return [...(await faults(wrapped, linksAndLines)), ...(await faults(pages.filter(isUnwrapped), links))];
}
