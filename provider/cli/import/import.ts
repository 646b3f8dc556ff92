import type { AnyLifecycle } from "../../resource/vendor";
import { adopt, refuseUndecided } from "../adopt/adopt";
import { find } from "../adopt/find";
import { type ImportTarget, readTarget } from "../adopt/import-target";
import type { Found } from "../adopt/model";
import { jsonReport, linesIf, nextSteps, objectsReport } from "../adopt/report";
import { withServer } from "../adopt/with-server";
import type { AdoptOptions } from "../print/adopt-options";
import { counted } from "../print/counted";
import { CliError } from "../print/errors";
import { withErrorContext } from "../print/with-error-context";
import type { NamedObject } from "../servers/inventory";
import { readState } from "../state/export";
import { nounFor, type VendorCommands } from "../vendor/vendor";

export interface ImportOptions extends AdoptOptions {
  readonly stack?: string;
  readonly excludeManaged?: readonly string[];
  readonly includeInactive?: boolean;
}

/**
 * Reads a server's objects, and writes the import file and the program.
 *
 * @throws CliError if something is left to do
 */
export async function importFrom(
  vendor: VendorCommands,
  named: readonly NamedObject[],
  options: ImportOptions,
): Promise<void> {
  const { stack, cwd, dryRun = false, json = false } = options;
  const target = await readTarget({ stack, cwd }, options, "--stack");
  const found = await withErrorContext(`reading ${vendor.row.settings.title}'s ${firstNoun(vendor)}s`, () =>
    foundAt(vendor, named, target, options),
  );
  const adopted = await adopt([vendor], found, target, options);
  const end = adopted.isWritten
    ? [nextSteps(adopted)]
    : linesIf(Number(dryRun), "Nothing was written: --dry-run.");
  console.log(json ? jsonReport(adopted) : [...objectsReport(adopted), ...end].join("\n\n"));
  refuseUndecided(adopted, dryRun, (secrets) => `${secrets} is not given`);
  const left = found.unsupported.length;
  if (left > 0)
    throw new CliError(
      `${counted(left, "object")} can't be imported, for the reasons above: leave them as they are, or correct them on the server (in ROCKIT only as a new subscription with a new secret), and choose the others with --filter`,
    );
}

async function foundAt(
  vendor: VendorCommands,
  named: readonly NamedObject[],
  target: ImportTarget,
  options: ImportOptions,
): Promise<Found> {
  const { filter, excludeManaged = [], includeInactive = false, cwd } = options;
  const source = await target.settings();
  const states = [target.state];
  for (const stack of excludeManaged) states.push(await readState({ stack, cwd }));
  return withServer(vendor, source, states, (run, isManaged) =>
    find(vendor, run, { named, filter, isManaged, includeInactive }),
  );
}

/** The objects that are read first. */
const firstNoun = ({ unlisted, row }: VendorCommands) =>
  nounFor(unlisted?.kind ?? (row.lifecycles[0] as AnyLifecycle).kind);
