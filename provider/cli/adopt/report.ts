import { relative, resolve } from "node:path";
import { summaryOf } from "../../resource/kind";
import { alignColumns, coloured, oneLine, safeJson, shellQuote } from "../print/terminal";
import { type StackChoice, stackFlags } from "../state/pulumi";
import type { Adopted } from "./adopt";
import { type Files, shownFiles } from "./files";
import { holdsSecrets } from "./import-file";
import type { Imported } from "./model";
import { sentByNextUpdate, undecided } from "./secret-decisions";

const longestName = 100;

/** Lines that are only said if there is something of which to say them. */
export const some = (count: number, ...lines: readonly string[]) => (count === 0 ? [] : lines);

/** What is imported and what is not, for a person: a text for each part. */
export function listed({ objects, found: { unsupported, managed, inactive } }: Adopted): string[] {
  const reasons = unsupported.map(({ id, why }) => [oneLine(id, longestName), oneLine(why, 300)]);
  return [
    objects.length === 0 ? "Nothing to import." : alignColumns(objects.map(rowOf)),
    ...some(reasons.length, `Can't be imported:\n${alignColumns(reasons)}`),
    ...some(managed, `${managed} left out: the stack, or one of --exclude-managed, owns them already.`),
    ...some(inactive, `${inactive} left out: INACTIVE; --include-inactive includes them.`),
  ];
}

function rowOf(object: Imported): string[] {
  const { kind, id, name, inputs, untold } = object;
  const isInactive = kind.commands.adoption?.isInactive?.(inputs) ?? false;
  const words = [...summaryOf(kind.row, inputs), isInactive ? "INACTIVE" : ""].filter(Boolean).join(" ");
  const cells = [name === id ? id : `${id} as ${name}`, words].map((cell) => oneLine(cell, longestName));
  return untold === undefined ? cells : [...cells, fateOf(object, untold.label)];
}

function fateOf({ secret }: Imported, label: string): string {
  if (secret === "given") return coloured("green", `${label} given`);
  if (secret === "rotated") return `new ${label} at the next up`;
  return coloured("dim", `no ${label}`);
}

/** What is written, and what to do with it, ending with the command that imports. */
export function written({ objects, program, files, stack }: Adopted): string {
  const [importFile = "", text = ""] = shownFiles(files).map((file) => oneLine(file, 500));
  const clear = holdsSecrets(objects) ? ", which holds secrets in the clear: delete it after the import" : "";
  const kept = undecided(objects).length;
  const { configuration } = program;
  const warned = configuration.filter(({ secret }) => secret === "unknown");
  return [
    `Written: ${text}, and ${importFile}${clear}.`,
    ...some(
      kept,
      `${kept} imported without the signing secret: their deliveries can't be verified with \`secret\`.`,
    ),
    ...some(
      configuration.length,
      "Set these configuration values first; each command asks for the value:",
      // A shell may take what follows a command on its line for a part of it.
      ...configuration.flatMap(({ key, needs }) => [
        `  ${oneLine(needs, longestName)}:`,
        `    ${["pulumi config set --secret", key, ...stackFlags(stack)].join(" ")}`,
      ]),
    ),
    ...some(warned.length, notGiven(warned.length, objects)),
    ...some(
      Number(stack.stack === undefined && stack.cwd === undefined),
      "No stack was named, so what the selected stack owns is imported again: name the stack to leave it out.",
    ),
    "Add this to your program:",
    `  ${program.use}`,
    "And run, with Pulumi 3.255 or newer:",
    importCommand(files, stack),
  ].join("\n");
}

function notGiven(count: number, objects: readonly Imported[]): string {
  const [sent] = sentByNextUpdate(objects);
  const server = sent?.kind.vendor.row.settings.title;
  const then = server === undefined ? "" : `; the next \`pulumi up\` sends what is declared to ${server}`;
  return `Not given here: ${count}. The import warns that ${count === 1 ? "it is" : "they are"} required, and continues${then}.`;
}

/** The one command that imports. */
export const importCommand = ({ importFile }: Files, stack: StackChoice): string =>
  [
    "pulumi import --file",
    // The engine goes to the project's folder first.
    shellQuote(relative(resolve(stack.cwd ?? ""), importFile)),
    "--yes --protect=false --generate-code=false",
    ...stackFlags(stack),
  ].join(" ");

/** The same as one JSON document, with what else there is to say; no secret in it. */
export const asJson = (adopted: Adopted, more: object = {}): string =>
  safeJson({
    objects: adopted.objects.map(({ kind, id, name, untold, secret }) => ({
      type: kind.type,
      id,
      name,
      ...(untold && { needs: untold.key }),
      secret,
    })),
    unsupported: adopted.found.unsupported,
    managed: adopted.found.managed,
    inactive: adopted.found.inactive,
    configuration: adopted.program.configuration.map(({ key, needs }) => ({ key, needs })),
    use: adopted.program.use,
    files: adopted.isWritten ? shownFiles(adopted.files) : [],
    command: adopted.isWritten ? importCommand(adopted.files, adopted.stack) : undefined,
    ...more,
  });
