import { existsSync } from "node:fs";
import { tokensOf } from "../../resource/kind";
import { CliError } from "../print/errors";
import type { AdoptOptions } from "../print/adopt-options";
import { oneLine } from "../print/terminal";
import type { StackState } from "../state/export";
import type { StackChoice } from "../state/pulumi";
import { nameIn } from "../state/urn";
import { importableKinds } from "../vendor/importable-kind";
import type { VendorCommands } from "../vendor/vendor";
import { named, namesIn } from "./chosen-names";
import { type Files, filesIn, shownFiles, write } from "./files";
import { importFile } from "./import-file";
import type { Found, FoundObject, Imported } from "./model";
import { modulePath } from "./module-path";
import { Identifiers } from "./names";
import { type Program, programOf } from "./program";
import { type Secrets, secretsOf } from "./secrets";
import type { ImportTarget } from "./import-target";
import { missingSecretsMessage, undecided, withSecret } from "./secret-decisions";

/** What was found, as it is imported. */
export interface Adopted {
  readonly found: Found;
  readonly objects: readonly Imported[];
  readonly program: Program;
  readonly files: Files;
  readonly isWritten: boolean;
  readonly stack: StackChoice;
  /** What somebody has to decide before anything is written. */
  readonly open: readonly Imported[];
}

/** Gives objects their names and secrets, and writes the import file and the program. @throws CliError */
export async function adopt(
  vendors: readonly VendorCommands[],
  found: Found,
  target: ImportTarget,
  options: AdoptOptions,
  kept: (object: FoundObject) => string | undefined = () => undefined,
): Promise<Adopted> {
  const { out, force = false, dryRun = false, rotate = false, withoutSecrets = false } = options;
  const given: Secrets = await secretsOf(vendors, options.secrets, found.untold);
  const inFile = options.nameMap === undefined ? new Map() : await namesIn(options.nameMap);
  const names = { given: options.name ?? new Map(), inFile };
  const objects = named(found.objects, names, target.state).map((object) =>
    withSecret(object, (untold) => given(untold) ?? kept(object), rotate),
  );
  const files = filesIn(out, force);
  const { provider, parent, stack } = target;
  const program = programOf(objects, {
    module: modulePath(files.program, stack.cwd ?? ""),
    taken: takenIn(vendors, target.state),
    options: [...(provider ? ["provider"] : []), ...(parent ? ["parent"] : [])],
  });
  const open = withoutSecrets ? [] : undecided(objects);
  const isWritten = !dryRun && objects.length > 0 && open.length === 0;
  if (isWritten && force && found.managed > 0 && existsSync(files.program))
    throw new CliError(
      `${oneLine(shownFiles(files)[1] ?? "", 500)} may declare what the stack owns already. Without those resources in it the next \`pulumi up\` would delete them: leave out --force, so that a second pair of files is written`,
    );
  if (isWritten) await write(files, importFile(objects, target), program.text);
  return { found, objects, program, files, isWritten, stack, open };
}

/** Says what is left to decide: a dry run as a hint, otherwise as a failure. */
export function refuseUndecided({ open }: Adopted, dryRun: boolean, where: (whose: string) => string): void {
  if (open.length === 0) return;
  if (!dryRun) throw new CliError(missingSecretsMessage(open, where));
  console.error(missingSecretsMessage(open, where));
}

/** Names that the stack's program and configuration have already: of its resources of these kinds, and its outputs. */
function takenIn(vendors: readonly VendorCommands[], { resources }: StackState): string[] {
  const tokens = importableKinds(vendors).flatMap(({ row }) => tokensOf(row));
  return resources.flatMap(({ type, urn, outputs = {} }) => {
    if (type === "pulumi:pulumi:Stack") return Object.keys(outputs);
    return tokens.includes(type) ? [new Identifiers().from(nameIn(urn), "")] : [];
  });
}
