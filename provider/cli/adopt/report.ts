import { relative, resolve } from "node:path";
import { summaryOf } from "../../resource/kind";
import { counted } from "../print/counted";
import { alignColumns, coloured, oneLine, safeJson, shellQuote } from "../print/terminal";
import { type StackChoice, stackFlags } from "../state/pulumi";
import type { Adopted } from "./adopt";
import { type Files, shownFiles } from "./files";
import { holdsSecrets } from "./import-file";
import type { Imported } from "./model";
import { sentByNextUpdate, undecidedAmong } from "./secret-decisions";

const maxNameLength = 100;

/** The lines, unless the count is 0. */
export const linesIf = (count: number, ...lines: readonly string[]) => (count === 0 ? [] : lines);

/** Paragraphs about the objects that are imported, and those that are not. */
export function objectsReport({ objects, found: { unsupported, managed, inactive } }: Adopted): string[] {
  const reasons = unsupported.map(({ id, reason }) => [oneLine(id, maxNameLength), oneLine(reason, 300)]);
  return [
    objects.length === 0 ? "Nothing to import." : alignColumns(objects.map(rowOf)),
    ...linesIf(reasons.length, `Can't be imported:\n${alignColumns(reasons)}`),
    ...linesIf(
      managed,
      `Left out ${counted(managed, "object")} that the stack, or a stack of --exclude-managed, manages already.`,
    ),
    ...linesIf(inactive, `Left out ${counted(inactive, "INACTIVE object")} (see --include-inactive).`),
  ];
}

function rowOf(object: Imported): string[] {
  const { kind, id, name, inputs, writeOnly } = object;
  const isInactive = kind.commands.adoption?.isInactive?.(inputs) ?? false;
  const words = [...summaryOf(kind.row, inputs), isInactive ? "INACTIVE" : ""].filter(Boolean).join(" ");
  const cells = [name === id ? id : `${id} as ${name}`, words].map((cell) => oneLine(cell, maxNameLength));
  return writeOnly === undefined ? cells : [...cells, secretStatus(object, writeOnly.label)];
}

function secretStatus({ secret }: Imported, label: string): string {
  if (secret === "given") return coloured("green", `${label} given`);
  if (secret === "rotated") return `new ${label} at the next up`;
  return coloured("dim", `no ${label}`);
}

/** The written files and the next steps, the import command last. */
export function nextSteps({ objects, program, files, stack }: Adopted): string {
  const [importFile = "", text = ""] = shownFiles(files).map((file) => oneLine(file, 500));
  const unencrypted = holdsSecrets(objects)
    ? ", which holds secrets unencrypted: delete it after the import"
    : "";
  const withoutSecret = undecidedAmong(objects).length;
  const { configuration } = program;
  const missing = configuration.filter(({ secret }) => secret === "unknown");
  return [
    `Written: ${text}, and ${importFile}${unencrypted}.`,
    ...linesIf(
      withoutSecret,
      `${counted(withoutSecret, "webhook")} imported without the signing secret: deliveries can't be verified.`,
    ),
    ...linesIf(
      configuration.length,
      "Set these configuration values first; each command asks for the value:",
      // The commands stand alone: a shell would take text on their line for arguments.
      ...configuration.flatMap(({ key, secretName }) => [
        `  ${oneLine(secretName, maxNameLength)}:`,
        `    ${["pulumi config set --secret", key, ...stackFlags(stack)].join(" ")}`,
      ]),
    ),
    ...linesIf(missing.length, missingValuesNote(missing.length, objects)),
    ...linesIf(
      Number(stack.stack === undefined && stack.cwd === undefined),
      "No stack was named, so objects of the selected stack are imported again: name the stack to leave them out.",
    ),
    "Add this to your program:",
    `  ${program.usage}`,
    "Then run, with Pulumi 3.255 or newer:",
    importCommand(files, stack),
  ].join("\n");
}

function missingValuesNote(count: number, objects: readonly Imported[]): string {
  const [sent] = sentByNextUpdate(objects);
  const server = sent?.kind.vendor.row.settings.title;
  const then = server === undefined ? "" : `; the next \`pulumi up\` sends the declared values to ${server}`;
  const required = count === 1 ? "it is required" : "they are required";
  return `${counted(count, "secret")} not given. The import warns that ${required}, and continues${then}.`;
}

/** The command that imports the objects. */
export const importCommand = ({ importFile }: Files, stack: StackChoice): string =>
  [
    "pulumi import --file",
    // Relative to the project's folder, where Pulumi goes first.
    shellQuote(relative(resolve(stack.cwd ?? ""), importFile)),
    "--yes --protect=false --generate-code=false",
    ...stackFlags(stack),
  ].join(" ");

/** The result as a JSON document, without secrets. */
export const jsonReport = (adopted: Adopted, more: object = {}): string =>
  safeJson({
    objects: adopted.objects.map(({ kind, id, name, writeOnly, secret }) => ({
      type: kind.type,
      id,
      name,
      ...(writeOnly && { secretName: writeOnly.key }),
      secret,
    })),
    unsupported: adopted.found.unsupported,
    managed: adopted.found.managed,
    inactive: adopted.found.inactive,
    configuration: adopted.program.configuration.map(({ key, secretName }) => ({ key, secretName })),
    usage: adopted.program.usage,
    files: adopted.isWritten ? shownFiles(adopted.files) : [],
    command: adopted.isWritten ? importCommand(adopted.files, adopted.stack) : undefined,
    ...more,
  });
