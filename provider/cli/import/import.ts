import { relative } from "node:path";
import { durstSettings, rockitSettings } from "../../config/settings";
import { DurstRun } from "../../durst/run";
import { RockitRun } from "../../rockit/run";
import { asked } from "../asked";
import { CliError } from "../errors";
import type { WritingOptions } from "../options";
import { nextSettings } from "../stack-config";
import { readDurst } from "./durst";
import { filesIn, refuseToOverwrite, write } from "./files";
import { filterOf } from "./filter";
import type { Found } from "./found";
import { holdsSecrets, importFile } from "./import-file";
import { managedBy } from "./managed";
import { programOf } from "./program";
import { asJson, importCommand, listed, written } from "./report";
import { readRockit } from "./rockit";
import { secretsOf } from "./secrets";
import { completed, noSecrets, undecided } from "./untold";

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
