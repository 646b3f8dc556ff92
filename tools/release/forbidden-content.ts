// What no published file may hold: secrets, paths of the machine that built it, references to sources that
// are not published, tests.
import { homedir } from "node:os";
import { basename, extname } from "node:path";
import { lintSource } from "@secretlint/core";
import { creator as secrets } from "@secretlint/secretlint-rule-preset-recommend";
import { list } from "tar";
import { root } from "./packages.ts";

/** A made-up address in the documentation of the policy `rockit-capability-urls`. */
const documented = ["/https:\\/\\/hooks\\.slack\\.com\\/services\\/T0\\/B0\\//"];

const rules = [
  {
    id: "recommended",
    rule: secrets,
    rules: [{ id: "@secretlint/secretlint-rule-slack", options: { allows: documented } }],
  },
];

/** Faults of the files in an archive, a sentence each; a secret is named by its kind only. */
export async function faultsIn(archive: string): Promise<string[]> {
  const files: { path: string; text: Promise<string> }[] = [];
  await list({
    file: archive,
    onReadEntry: (entry) => {
      if (entry.type === "File")
        files.push({ path: entry.path, text: entry.concat().then((bytes) => bytes.toString()) });
    },
  });
  const faults = await Promise.all(files.map(async ({ path, text }) => faultsOf(path, await text)));
  return faults.flat();
}

export async function faultsOf(path: string, text: string): Promise<string[]> {
  const faults: string[] = [];
  if (/(^|\/)(tests?|__tests__)\/|\.test\.|\.spec\./.test(path)) faults.push(`${path} is a test`);
  if (/^\./.test(basename(path))) faults.push(`${path} is a hidden file`);
  if (path.endsWith(".map") || /^\s*\/[/*][#@] sourceMappingURL=/m.test(text))
    faults.push(`${path} refers to sources that are not published`);
  for (const folder of [root, homedir()])
    if (folder.length > 1 && text.includes(`${folder}/`)) faults.push(`${path} has a path of this machine`);
  const source = { filePath: path, content: text, contentType: "text" as const, ext: extname(path) };
  const { messages } = await lintSource({ source, options: { maskSecrets: true, config: { rules } } });
  return [...faults, ...messages.map(({ messageId }) => `${path} has a secret (${messageId})`)];
}
