import { relative } from "node:path";
import { vendorSettings } from "../../config/settings";
import type { AnyLifecycle, Closeable } from "../../resource/vendor";
import { filesIn, refuseToOverwrite, write } from "../adopt/files";
import { filterOf } from "../adopt/filter";
import { find } from "../adopt/find";
import { holdsSecrets, importFile } from "../adopt/import-file";
import { managedBy } from "../adopt/managed";
import type { Found } from "../adopt/model";
import { programOf } from "../adopt/program";
import { asJson, importCommand, listed, written } from "../adopt/report";
import { secretsOf } from "../adopt/secrets";
import { completed, noSecrets, undecided } from "../adopt/write-only-secrets";
import { CliError } from "../print/errors";
import type { WritingOptions } from "../print/flags";
import { asked } from "../print/with-progress";
import type { Named } from "../servers/inventory";
import { nextSettings } from "../state/config";
import { type VendorCommands, wordFor } from "../vendor/vendor";

export interface ImportOptions extends WritingOptions {
  readonly stack?: string;
  readonly excludeManaged?: readonly string[];
  readonly includeInactive?: boolean;
}

/** Reads what a server has, and writes the import file and the program. @throws CliError with what is left to do */
export async function importFrom(
  vendor: VendorCommands,
  named: readonly Named[],
  options: ImportOptions,
): Promise<void> {
  const { stack, cwd, dryRun = false, force = false, json = false } = options;
  const files = filesIn(options.out);
  if (!dryRun && !force) await refuseToOverwrite(files);
  const found = await asked(`reading ${vendor.row.settings.title}'s ${listedBy(vendor)}s`, () =>
    foundAt(vendor, named, options),
  );
  const secrets = await secretsOf([vendor], options.secrets, found.untold);
  const objects = found.objects.map((object) => completed(object, secrets, options.rotate === true));
  const program = programOf(objects);
  const open = options.withoutSecrets ? [] : undecided(objects);
  const writes = !dryRun && objects.length > 0 && open.length === 0;
  if (writes) await write(files, importFile(objects), program.text);
  const target = { stack, cwd };
  const command = writes ? importCommand(files.importFile, target) : undefined;
  const names = [files.importFile, files.program].map((file) => relative("", file));
  if (json) console.log(asJson(objects, found, program, { files: writes ? names : [], command }));
  else {
    console.log(listed(objects, found));
    if (dryRun) console.log("\nNothing was written: --dry-run.");
    if (writes)
      console.log(`\n${written(objects, program, { ...files, secrets: holdsSecrets(objects) }, target)}`);
  }
  if (open.length > 0) throw new CliError(noSecrets(open, (whose) => `${whose} is not given`));
  const left = found.leftOut.length;
  if (left > 0)
    throw new CliError(
      `${left} can't be imported, for the reasons above: mend them at the server, or choose others with --filter`,
    );
}

async function foundAt(
  vendor: VendorCommands,
  named: readonly Named[],
  options: ImportOptions,
): Promise<Found> {
  const { filter, excludeManaged = [], includeInactive = false, cwd } = options;
  const settings = vendorSettings(vendor.row.settings, await nextSettings(options));
  const isManaged = await managedBy(excludeManaged, cwd, vendor, settings.endpoint);
  const run: Closeable = vendor.row.connect(settings);
  const finding = find(vendor, run, { named, isWanted: filterOf(filter), isManaged, includeInactive });
  return finding.finally(() => run.close());
}

/** What is asked for first. */
const listedBy = ({ unlisted, row }: VendorCommands) =>
  wordFor(unlisted?.kind ?? (row.lifecycles[0] as AnyLifecycle).kind);
