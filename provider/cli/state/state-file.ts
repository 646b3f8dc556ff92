import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { objectIn } from "../../resource/provider-arguments";
import { CliError } from "../print/errors";
import { oneLine, shellQuote } from "../print/terminal";

/** A state that a person names. */
export interface StateText {
  /** `the file dev.json` */
  readonly shown: string;
  readonly text: string;
}

/** Standard input comes once, and a command may look again. */
const inputs = new WeakMap<NodeJS.ReadStream, Promise<Buffer>>();

function standardInput({ stdin } = process): Promise<Buffer> {
  const input = inputs.get(stdin) ?? buffer(stdin);
  inputs.set(stdin, input);
  return input;
}

/** Reads a file, or standard input for `-`: compressed, or as PowerShell writes it, as well. @throws CliError if it can't be read */
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

const exporting = "`pulumi stack export --show-secrets --file dev.json`";

/** What somebody else's JSON is by its fields, and the command that helps. */
const others: readonly (readonly [field: string, what: (file: string) => string])[] = [
  [
    "terraform_version",
    (file) => `is a state of Terraform, which \`rockit-durst migrate terraform --state ${file}\` takes over`,
  ],
  ["encrypted_data", () => "is an encrypted state of OpenTofu: `tofu state pull` prints it readable"],
  ["checkpoint", () => `is a backend's own file, and no export: write one with ${exporting}`],
  [
    "changeSummary",
    () => `is what \`--json\` of a preview or update prints: write an export with ${exporting}`,
  ],
  ["sequence", () => `is the log of an update, and no state: write an export with ${exporting}`],
];

/** What an export of a stack says. @throws CliError saying what it is instead */
export function exportIn({ shown, text }: StateText, file: string): string {
  // Of a log each line is an object.
  const value = objectIn(text) ?? objectIn(text.slice(0, text.indexOf("\n") + 1)) ?? {};
  const { version, deployment } = value as { version?: unknown; deployment?: Record<string, unknown> | null };
  const [, what] = others.find(([field]) => field in value) ?? [];
  if (what !== undefined) throw new CliError(`${shown} ${what(shellQuote(file))}`);
  const lists = [deployment?.["resources"], deployment?.["pending_operations"]].map((list) => list ?? []);
  // Taken for a stack without resources, another file would make everything nobody's.
  if (deployment?.["manifest"] === undefined || !lists.every(Array.isArray))
    throw new CliError(`${shown} is no export of a stack: write it with ${exporting}`);
  if (version === 3 || version === 4) return text;
  const remedy =
    Number(version) > 4
      ? "install a newer rockit-durst"
      : `write it with the \`pulumi\` of today: ${exporting}`;
  throw new CliError(
    `${shown} is an export of version ${oneLine(String(version), 20)}, and 3 and 4 are known: ${remedy}`,
  );
}
