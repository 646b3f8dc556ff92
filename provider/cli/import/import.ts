import { relative } from "node:path";
import { DurstRun } from "../../durst/run";
import { durstSettings } from "../../durst/settings";
import { RockitRun } from "../../rockit/run";
import { rockitSettings } from "../../rockit/settings";
import { filesIn, refuseToOverwrite, write } from "../adopt/files";
import { filterOf } from "../adopt/filter";
import { holdsSecrets, importFile } from "../adopt/import-file";
import { managedBy } from "../adopt/managed";
import type { Found } from "../adopt/model";
import { programOf } from "../adopt/program";
import { asJson, importCommand, listed, written } from "../adopt/report";
import { secretsOf } from "../adopt/secrets";
import { completed, noSecrets, undecided } from "../adopt/write-only-secrets";
import { readDurst } from "../durst/read";
import { CliError } from "../print/errors";
import type { WritingOptions } from "../print/flags";
import { asked } from "../print/with-progress";
import { readRockit } from "../rockit/read";
import { nextSettings } from "../state/config";

export interface ImportOptions extends WritingOptions {
  readonly stack?: string;
  readonly subscriber?: readonly number[];
  readonly excludeManaged?: readonly string[];
  readonly includeInactive?: boolean;
}

/** Reads what a server has, and writes the import file and the program. @throws CliError with what is left to do */
export async function importFrom(vendor: "rockit" | "durst", options: ImportOptions): Promise<void> {
  const { stack, cwd, dryRun = false, force = false, json = false } = options;
  const files = filesIn(options.out);
  if (!dryRun && !force) await refuseToOverwrite(files);
  const found = await (vendor === "rockit" ? fromRockit(options) : fromDurst(options));
  const secrets = await secretsOf(options.secrets, found.untold);
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

async function fromRockit(options: ImportOptions): Promise<Found> {
  return asked("reading ROCKIT's subscriptions", async () => {
    const settings = rockitSettings(await nextSettings(options));
    const wanted = await wantedOf(options, { vendor: "rockit", endpoint: settings.endpoint });
    const api = new RockitRun(settings);
    return readRockit(api, wanted).finally(() => api.close());
  });
}

async function fromDurst(options: ImportOptions): Promise<Found> {
  return asked("reading Durst's subscribers", async () => {
    const { subscriber = [], includeInactive = false } = options;
    const settings = durstSettings(await nextSettings(options));
    const wanted = await wantedOf(options, { vendor: "durst", endpoint: settings.endpoint });
    const api = new DurstRun(settings);
    const reading = readDurst(api, { ...wanted, subscribers: subscriber, includeInactive });
    return reading.finally(() => api.close());
  });
}

const wantedOf = async (
  { filter, excludeManaged = [], cwd }: ImportOptions,
  server: Parameters<typeof managedBy>[2],
) => ({
  isWanted: filterOf(filter),
  isManaged: await managedBy(excludeManaged, cwd, server),
});
