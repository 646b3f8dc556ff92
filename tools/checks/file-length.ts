import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { trackedFiles } from "./tracked-files.ts";

const maxLines = 300;
const sources = ["ts", "mts", "mjs", "cjs", "ps1", "sh"].map((extension) => `*.${extension}`);

/** A line for each source file that is too long. */
export async function fileLengthFaults(root: string): Promise<string[]> {
  const faults = (await trackedFiles(root, sources)).map(async (path) => {
    const lines = (await readFile(join(root, path), "utf8")).trimEnd().split("\n").length;
    return lines > maxLines ? [`${path}: ${lines} lines, at most ${maxLines} are allowed`] : [];
  });
  return (await Promise.all(faults)).flat();
}
