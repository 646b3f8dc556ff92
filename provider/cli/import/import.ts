import type { AnyLifecycle } from "../../resource/vendor";
import { adopt, refuseUndecided } from "../adopt/adopt";
import { withServer } from "../adopt/with-server";
import { find } from "../adopt/find";
import type { Found } from "../adopt/model";
import { asJson, listed, some, written } from "../adopt/report";
import { type ImportTarget, readTarget } from "../adopt/import-target";
import { CliError } from "../print/errors";
import type { AdoptOptions } from "../print/adopt-options";
import { withErrorContext } from "../print/with-error-context";
import type { NamedObject } from "../servers/inventory";
import { readState } from "../state/export";
import { type VendorCommands, nounFor } from "../vendor/vendor";

export interface ImportOptions extends AdoptOptions {
  readonly stack?: string;
  readonly excludeManaged?: readonly string[];
  readonly includeInactive?: boolean;
}

/** Reads what a server has, and writes the import file and the program. @throws CliError with what is left to do */
export async function importFrom(
  vendor: VendorCommands,
  named: readonly NamedObject[],
  options: ImportOptions,
): Promise<void> {
  const { stack, cwd, dryRun = false, json = false } = options;
  const target = await readTarget({ stack, cwd }, options, "--stack");
  const found = await withErrorContext(`reading ${vendor.row.settings.title}'s ${listedBy(vendor)}s`, () =>
    foundAt(vendor, named, target, options),
  );
  const adopted = await adopt([vendor], found, target, options);
  const end = adopted.isWritten
    ? [written(adopted)]
    : some(Number(dryRun), "Nothing was written: --dry-run.");
  console.log(json ? asJson(adopted) : [...listed(adopted), ...end].join("\n\n"));
  refuseUndecided(adopted, dryRun, (whose) => `${whose} is not given`);
  const left = found.unsupported.length;
  if (left > 0)
    throw new CliError(
      `${left} can't be imported, for the reasons above: correct them at the server, or choose others with --filter`,
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

/** What is asked for first. */
const listedBy = ({ unlisted, row }: VendorCommands) =>
  nounFor(unlisted?.kind ?? (row.lifecycles[0] as AnyLifecycle).kind);
