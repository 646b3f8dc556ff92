import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";

/**
 * Reads the lines of a text file; `option` named the file.
 *
 * @throws CliError if it can't be read, or is not UTF-8
 */
export async function readLines(file: string, option: string): Promise<string[]> {
  const bytes = await readFile(file).catch((failure: NodeJS.ErrnoException) => {
    throw new CliError(`the file of ${option} can't be read (${failure.code}): correct its path`);
  });
  // Latin-1 maps each byte to a character, which finds line ends in any encoding.
  const lines = bytes
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .split(/\r?\n/);
  return lines.map((line, index) => {
    const text = Buffer.from(line, "latin1");
    if (isUtf8(text)) return text.toString();
    throw new CliError(`${oneLine(file, 200)}, line ${index + 1} is not UTF-8: save the file as UTF-8`);
  });
}
