// Compares the contents of a release's files with checked-in lists, so every published file is reviewed.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { list } from "tar";

const lists = join(import.meta.dirname, "contents");

/** Paths of the files in an archive of npm or of the plugin, sorted. */
export async function filesIn(archive: string): Promise<string[]> {
  const files: string[] = [];
  await list({ file: archive, onReadEntry: ({ path, type }) => void (type === "File" && files.push(path)) });
  return files.toSorted();
}

/** The list of an archive. All plugin archives except the one for Windows share a list. */
const listOf = (archive: string, version: string): string =>
  basename(archive)
    .replace(new RegExp(`-v?${version.replaceAll(".", "\\.")}(-(linux|darwin)-\\w+)?`), "")
    .replace(/\.(tgz|tar\.gz)$/, ".txt");

/** The differences between an archive and its list, one line each. */
export async function differences(archive: string, version: string): Promise<string[]> {
  const name = listOf(archive, version);
  const path = join(lists, name);
  if (!existsSync(path)) return [`there is no list ${name}`];
  const listed = new Set((await readFile(path, "utf8")).split(/\r?\n/).filter((line) => line !== ""));
  const packed = new Set(await filesIn(archive));
  return [
    ...[...packed].filter((file) => !listed.has(file)).map((file) => `${file} is not on the list ${name}`),
    ...[...listed]
      .filter((file) => !packed.has(file))
      .map((file) => `${file} of the list ${name} is missing`),
  ];
}

export const updateList = async (archive: string, version: string): Promise<void> =>
  writeFile(join(lists, listOf(archive, version)), `${(await filesIn(archive)).join("\n")}\n`);
