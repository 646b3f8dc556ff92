import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { CliError } from "../print/errors";
import { plain } from "../print/terminal";

/** Where the import file and the program are written. */
export interface Files {
  readonly importFile: string;
  readonly program: string;
}

/** Files of a folder, under the names that `rockit-durst import` gives them. */
export const filesIn = (folder: string): Files => ({
  importFile: resolve(folder, "import.json"),
  program: resolve(folder, "subscriptions.ts"),
});

/** @throws CliError if one of them is there */
export async function refuseToOverwrite(files: Files): Promise<void> {
  for (const file of Object.values(files)) {
    const exists = await stat(file).then(
      () => true,
      () => false,
    );
    if (exists)
      throw new CliError(
        `${plain(relative("", file), 500)} exists already: move it away, choose another folder with --out, or add --force`,
      );
  }
}

/** Writes them, the one with secrets for nobody else to read. @throws CliError */
export async function write(files: Files, imported: string, program: string): Promise<void> {
  try {
    await mkdir(resolve(files.importFile, ".."), { recursive: true });
    // A file that is there could be read by others, or lead elsewhere.
    for (const file of [files.importFile, files.program]) await rm(file, { force: true });
    await writeFile(files.importFile, imported, { mode: 0o600, flag: "wx" });
    await writeFile(files.program, program, { flag: "wx" });
  } catch (failure) {
    throw new CliError(
      `the files can't be written (${(failure as NodeJS.ErrnoException).code}): choose another folder with --out`,
    );
  }
}
