import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { objectIn } from "../../resource/provider-arguments";
import { CliError } from "../print/errors";
import { oneLine, shellQuote } from "../print/terminal";

/** The text of a state file. */
export interface StateText {
  /** `the file dev.json` */
  readonly shown: string;
  readonly text: string;
}

/** Standard input can be read only once, but a command may read its state again. */
const inputs = new WeakMap<NodeJS.ReadStream, Promise<Buffer>>();

function standardInput({ stdin } = process): Promise<Buffer> {
  const input = inputs.get(stdin) ?? buffer(stdin);
  inputs.set(stdin, input);
  return input;
}

/**
 * Reads a file, or standard input for `-`; understands gzip and PowerShell's UTF-16.
 *
 * @throws CliError if it can't be read
 */
export async function readStateText(file: string): Promise<StateText> {
  const shown = file === "-" ? "standard input" : `the file ${oneLine(file, 200)}`;
  try {
    const given = await (file === "-" ? standardInput() : readFile(file));
    const bytes = given[0] === 0x1f && given[1] === 0x8b ? gunzipSync(given) : given;
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
    return { shown, text: new TextDecoder(encoding).decode(bytes) };
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new CliError(`${shown} can't be read (${code}): correct --state`);
  }
}

const exportCommand = "`pulumi stack export --show-secrets --file dev.json`";

/** Other JSON files, recognised by a field; each with the command that helps. */
const otherFiles: readonly (readonly [field: string, what: (file: string) => string])[] = [
  [
    "terraform_version",
    (file) => `is a state of Terraform: use \`rockit-durst migrate terraform --state ${file}\``,
  ],
  ["encrypted_data", () => "is an encrypted state of OpenTofu: `tofu state pull` prints it readable"],
  ["checkpoint", () => `is a file of a state backend, not an export: write an export with ${exportCommand}`],
  [
    "changeSummary",
    () => `is the \`--json\` output of a preview or update: write an export with ${exportCommand}`,
  ],
  ["sequence", () => `is the log of an update, not a state: write an export with ${exportCommand}`],
];

/** The text, if it is an export of a stack. @throws CliError naming what it is instead */
export function checkedExport({ shown, text }: StateText, file: string): string {
  // A log has an object on each line.
  const value = objectIn(text) ?? objectIn(text.slice(0, text.indexOf("\n") + 1)) ?? {};
  const { version, deployment } = value as { version?: unknown; deployment?: Record<string, unknown> | null };
  const [, what] = otherFiles.find(([field]) => field in value) ?? [];
  if (what !== undefined) throw new CliError(`${shown} ${what(shellQuote(file))}`);
  const lists = [deployment?.["resources"], deployment?.["pending_operations"]].map((list) => list ?? []);
  // Any other file would look like a stack without resources, and make every object unmanaged.
  if (deployment?.["manifest"] === undefined || !lists.every(Array.isArray))
    throw new CliError(`${shown} is not an export of a stack: write one with ${exportCommand}`);
  if (version === 3 || version === 4) return text;
  const remedy =
    Number(version) > 4
      ? "install a newer rockit-durst"
      : `write it with a current \`pulumi\`: ${exportCommand}`;
  throw new CliError(
    `${shown} is an export of version ${oneLine(String(version), 20)}; supported are 3 and 4: ${remedy}`,
  );
}
