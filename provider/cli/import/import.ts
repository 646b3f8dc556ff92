import type { AnyLifecycle } from "../../resource/vendor";
import { adopt, refuseOpen } from "../adopt/adopt";
import { atServer } from "../adopt/at-server";
import { find } from "../adopt/find";
import type { Found } from "../adopt/model";
import { asJson, listed, some, written } from "../adopt/report";
import { type Target, targetOf } from "../adopt/target";
import { CliError } from "../print/errors";
import type { WritingOptions } from "../print/flags";
import { asked } from "../print/with-progress";
import type { Named } from "../servers/inventory";
import { readState } from "../state/export";
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
  const { stack, cwd, dryRun = false, json = false } = options;
  const target = await targetOf({ stack, cwd }, options, "--stack");
  const found = await asked(`reading ${vendor.row.settings.title}'s ${listedBy(vendor)}s`, () =>
    foundAt(vendor, named, target, options),
  );
  const adopted = await adopt([vendor], found, target, options);
  const end = adopted.isWritten
    ? [written(adopted)]
    : some(Number(dryRun), "Nothing was written: --dry-run.");
  console.log(json ? asJson(adopted) : [...listed(adopted), ...end].join("\n\n"));
  refuseOpen(adopted, dryRun, (whose) => `${whose} is not given`);
  const left = found.leftOut.length;
  if (left > 0)
    throw new CliError(
      `${left} can't be imported, for the reasons above: correct them at the server, or choose others with --filter`,
    );
}

async function foundAt(
  vendor: VendorCommands,
  named: readonly Named[],
  target: Target,
  options: ImportOptions,
): Promise<Found> {
  const { filter, excludeManaged = [], includeInactive = false, cwd } = options;
  const source = await target.settings();
  const states = [target.state];
  for (const stack of excludeManaged) states.push(await readState({ stack, cwd }));
  return atServer(vendor, source, states, (run, isManaged) =>
    find(vendor, run, { named, filter, isManaged, includeInactive }),
  );
}

/** What is asked for first. */
const listedBy = ({ unlisted, row }: VendorCommands) =>
  wordFor(unlisted?.kind ?? (row.lifecycles[0] as AnyLifecycle).kind);
