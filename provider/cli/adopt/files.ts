import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { CliError } from "../print/errors";

/** Where the import file and the program are written. */
export interface Files {
  readonly importFile: string;
  readonly program: string;
  /** Of the pair: a folder may have the files of an earlier import. */
  readonly number: number;
}

/** The pair of files in a folder that is written next, or the first one if it may be overwritten. */
export function filesIn(folder: string, force: boolean): Files {
  for (let number = 1; ; number++) {
    const end = number === 1 ? "" : `-${number}`;
    const importFile = resolve(folder, `import${end}.json`);
    const program = resolve(folder, `subscriptions${end}.ts`);
    if (force || !(existsSync(importFile) || existsSync(program))) return { importFile, program, number };
  }
}

/** Both, as a person at the terminal names them. */
export const shownFiles = ({ importFile, program }: Files): string[] =>
  [importFile, program].map((file) => relative("", file));

/** Writes both, or leaves what is there; the one with secrets is for nobody else to read. @throws CliError */
export async function write({ importFile, program }: Files, imported: string, text: string): Promise<void> {
  const folder = resolve(importFile, "..");
  // A file that is there may be read by others, or lead elsewhere: it is replaced, not written into.
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
      `the files can't be written (${code}): make room, or choose another folder with --out`,
    );
  }
}
