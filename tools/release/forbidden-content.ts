// Finds what published files must not contain: secrets, paths of the build machine, references to unpublished
// sources, tests.
import { homedir } from "node:os";
import { basename, extname } from "node:path";
import { lintSource } from "@secretlint/core";
import { creator as secrets } from "@secretlint/secretlint-rule-preset-recommend";
import { list } from "tar";
import { root } from "./packages.ts";

/** A made-up URL in the documentation of the policy `rockit-webhook-credentials`. */
const documented = ["/https:\\/\\/hooks\\.slack\\.com\\/services\\/T0\\/B0\\//"];

const rules = [
  {
    id: "recommended",
    rule: secrets,
    rules: [{ id: "@secretlint/secretlint-rule-slack", options: { allows: documented } }],
  },
];

/** Findings in the files of an archive, one sentence each. Secrets are named only by their kind. */
export async function forbiddenContentIn(archive: string): Promise<string[]> {
  const files: { path: string; text: Promise<string> }[] = [];
  await list({
    file: archive,
    onReadEntry: (entry) => {
      if (entry.type === "File")
        files.push({ path: entry.path, text: entry.concat().then((bytes) => bytes.toString()) });
    },
  });
  const faults = await Promise.all(files.map(async ({ path, text }) => forbiddenContentOf(path, await text)));
  return faults.flat();
}

export async function forbiddenContentOf(path: string, text: string): Promise<string[]> {
  const faults: string[] = [];
  if (/(^|\/)(tests?|__tests__)\/|\.test\.|\.spec\./.test(path)) faults.push(`${path} is a test`);
  if (/^\./.test(basename(path))) faults.push(`${path} is a hidden file`);
  if (path.endsWith(".map") || /^\s*\/[/*][#@] sourceMappingURL=/m.test(text))
    faults.push(`${path} refers to sources that are not published`);
  for (const folder of [root, homedir()])
    if (folder.length > 1 && text.includes(`${folder}/`))
      faults.push(`${path} contains a path of this machine`);
  const source = { filePath: path, content: text, contentType: "text" as const, ext: extname(path) };
  const { messages } = await lintSource({ source, options: { maskSecrets: true, config: { rules } } });
  return [...faults, ...messages.map(({ messageId }) => `${path} contains a secret (${messageId})`)];
}
