import { existsSync } from "node:fs";
import { tokensOf } from "../../resource/kind";
import type { AdoptOptions } from "../print/adopt-options";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import type { StackState } from "../state/export";
import type { StackChoice } from "../state/pulumi";
import { nameIn } from "../state/urn";
import { importableKinds } from "../vendor/importable-kind";
import type { VendorCommands } from "../vendor/vendor";
import { readNames, withChosenNames } from "./chosen-names";
import { type Files, filesIn, shownFiles, write } from "./files";
import { importFile } from "./import-file";
import type { ImportTarget } from "./import-target";
import type { Found, FoundObject, Imported } from "./model";
import { modulePath } from "./module-path";
import { Identifiers } from "./names";
import { type Program, programOf } from "./program";
import { missingSecretsMessage, undecidedAmong, withSecret } from "./secret-decisions";
import { readSecrets, type SecretLookup } from "./secrets";

/** The result of an import or a migration. */
export interface Adopted {
  readonly found: Found;
  readonly objects: readonly Imported[];
  readonly program: Program;
  readonly files: Files;
  readonly isWritten: boolean;
  readonly stack: StackChoice;
  /** Objects for which the user has to decide about a missing secret before anything is written. */
  readonly undecided: readonly Imported[];
}

/** Names the objects, adds their secrets, and writes the import file and the program. @throws CliError */
export async function adopt(
  vendors: readonly VendorCommands[],
  found: Found,
  target: ImportTarget,
  options: AdoptOptions,
  secretInState: (object: FoundObject) => string | undefined = () => undefined,
): Promise<Adopted> {
  const { out, force = false, dryRun = false, rotate = false, withoutSecrets = false } = options;
  const given: SecretLookup = await readSecrets(vendors, options.secrets, found.writeOnly);
  const inFile = options.nameMap === undefined ? new Map() : await readNames(options.nameMap);
  const names = { given: options.name ?? new Map(), inFile };
  const objects = withChosenNames(found.objects, names, target.state).map((object) =>
    withSecret(object, (secret) => given(secret) ?? secretInState(object), rotate),
  );
  const files = filesIn(out, force);
  const { provider, parent, stack } = target;
  const program = programOf(objects, {
    module: modulePath(files.program, stack.cwd ?? ""),
    taken: takenNames(vendors, target.state),
    options: [...(provider ? ["provider"] : []), ...(parent ? ["parent"] : [])],
  });
  const undecided = withoutSecrets ? [] : undecidedAmong(objects);
  const isWritten = !dryRun && objects.length > 0 && undecided.length === 0;
  const ownsOthers = target.state.resources.some(
    ({ type, id }) =>
      importableTypes(vendors).includes(type) &&
      !objects.some((one) => one.id === id && tokensOf(one.kind.row).includes(type)),
  );
  if (isWritten && force && (found.managed > 0 || ownsOthers) && existsSync(files.program))
    throw new CliError(
      `${oneLine(shownFiles(files)[1] ?? "", 500)} may declare resources that the stack has already. If --force removes them from the file, the next \`pulumi up\` deletes them: leave out --force to write a second pair of files`,
    );
  if (isWritten) await write(files, importFile(objects, target), program.text);
  return { found, objects, program, files, isWritten, stack, undecided };
}

/** Reports missing secrets: as a note in a dry run, otherwise as an error. */
export function refuseUndecided(
  { undecided }: Adopted,
  dryRun: boolean,
  sentence: (secrets: string) => string,
): void {
  if (undecided.length === 0) return;
  if (!dryRun) throw new CliError(missingSecretsMessage(undecided, sentence));
  console.error(missingSecretsMessage(undecided, sentence));
}

/** Types of the resources that an import can make. */
const importableTypes = (vendors: readonly VendorCommands[]): string[] =>
  importableKinds(vendors).flatMap(({ row }) => tokensOf(row));

/**
 * Names that the stack's program and configuration already use: those of resources of these kinds, and of
 * outputs.
 */
function takenNames(vendors: readonly VendorCommands[], { resources }: StackState): string[] {
  const tokens = importableTypes(vendors);
  return resources.flatMap(({ type, urn, outputs = {} }) => {
    if (type === "pulumi:pulumi:Stack") return Object.keys(outputs);
    return tokens.includes(type) ? [new Identifiers().from(nameIn(urn), "")] : [];
  });
}
