import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { CliError } from "../print/errors";

/** Paths of the import file and the program. */
export interface Files {
  readonly importFile: string;
  readonly program: string;
  /** The pair's number: a folder may have the files of an earlier import. */
  readonly number: number;
}

/** The next free pair of files in a folder; the first pair if it may be overwritten. */
export function filesIn(folder: string, force: boolean): Files {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `-${number}`;
    const importFile = resolve(folder, `import${suffix}.json`);
    const program = resolve(folder, `subscriptions${suffix}.ts`);
    if (force || !(existsSync(importFile) || existsSync(program))) return { importFile, program, number };
  }
}

/** Both paths, relative to the current folder. */
export const shownFiles = ({ importFile, program }: Files): string[] =>
  [importFile, program].map((file) => relative("", file));

/**
 * Writes both files or neither; only the user can read the import file, which may hold secrets.
 *
 * @throws CliError
 */
export async function write({ importFile, program }: Files, imported: string, text: string): Promise<void> {
  const folder = resolve(importFile, "..");
  // Renamed into place: an existing file may be readable by others, or be a link.
  const temporary = (file: string) => join(folder, `.${process.pid}.${file.slice(folder.length + 1)}`);
  const files = [program, importFile];
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary(importFile), imported, { mode: 0o600, flag: "wx" });
    await writeFile(temporary(program), text, { flag: "wx" });
    for (const file of files) await rename(temporary(file), file);
  } catch (failure) {
    for (const file of files) await rm(temporary(file), { force: true }).catch(() => {});
    const { code } = failure as NodeJS.ErrnoException;
    throw new CliError(
      `the files can't be written (${code}): correct the folder's permissions or free space, or choose another folder with --out`,
    );
  }
}
