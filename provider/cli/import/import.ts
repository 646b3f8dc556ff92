import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { durstSettings, rockitSettings } from "../../config/settings";
import { DurstApi } from "../../durst/api";
import { operationError } from "../../dynamic/errors";
import { RockitApi } from "../../rockit/api";
import { CliError } from "../errors";
import { showing } from "../progress";
import { nextSettings } from "../stack-config";
import { plain } from "../terminal";
import { readDurst } from "./durst";
import { filterOf } from "./filter";
import type { Found, FoundObject } from "./found";
import { holdsSecrets, importFile, withValue } from "./import-file";
import { managedBy } from "./managed";
import { type Imported, programOf } from "./program";
import { asJson, importCommand, listed, written } from "./report";
import { readRockit } from "./rockit";
import { type Secrets, secretsOf } from "./secrets";

export interface ImportOptions {
  readonly stack?: string;
  readonly cwd?: string;
  readonly subscriber?: readonly number[];
  readonly filter?: readonly string[];
  readonly excludeManaged?: readonly string[];
  readonly includeInactive?: boolean;
  readonly secrets?: string;
  readonly withoutSecrets?: boolean;
  readonly rotate?: boolean;
  readonly out: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Reads what a server has, and writes the import file and the program. @throws CliError with what is left to do */
export async function importFrom(vendor: "rockit" | "durst", options: ImportOptions): Promise<void> {
  const { stack, cwd, dryRun = false, force = false, json = false } = options;
  const files = {
    importFile: resolve(options.out, "import.json"),
    program: resolve(options.out, "subscriptions.ts"),
  };
  if (!dryRun && !force) await refuseToOverwrite([files.importFile, files.program]);
  const found = await (vendor === "rockit" ? fromRockit(options) : fromDurst(options));
  const secrets = await secretsOf(options.secrets, found.untold);
  const objects = found.objects.map((object) => completed(object, secrets, options.rotate === true));
  const program = programOf(objects);
  const undecided = options.withoutSecrets
    ? []
    : objects.filter(({ untold, secret }) => untold?.path === "secret" && secret === "unknown");
  const writes = !dryRun && objects.length > 0 && undecided.length === 0;
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
  if (undecided.length > 0) throw new CliError(noSecrets(undecided));
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
    const api = new RockitApi(settings);
    return readRockit(api, wanted).finally(() => api.close());
  });
}

async function fromDurst(options: ImportOptions): Promise<Found> {
  return asked("reading Durst's subscribers", async () => {
    const { subscriber = [], includeInactive = false } = options;
    const settings = durstSettings(await nextSettings(options));
    const wanted = await wantedOf(options, { vendor: "durst", endpoint: settings.endpoint });
    const api = new DurstApi(settings);
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

/** With the secret that was given for it, wherever it stands in a state. */
function completed(object: FoundObject, secrets: Secrets, rotate: boolean): Imported {
  const { untold, inputs, outputs } = object;
  if (untold === undefined) return { ...object, secret: "none" };
  const { path } = untold;
  const value = secrets(untold);
  if (value === undefined) return { ...object, secret: rotate && path === "secret" ? "rotated" : "unknown" };
  const declared = path === "secret" ? inputs : withValue(inputs, path, value);
  return { ...object, inputs: declared, outputs: withValue(outputs, path, value), secret: "given" };
}

const longestList = 10;

function noSecrets(undecided: readonly Imported[]): string {
  const names = undecided.slice(0, longestList).map(({ name }) => JSON.stringify(plain(name, 60)));
  const more = undecided.length > longestList ? ` and ${undecided.length - longestList} more` : "";
  return `the signing secret of ${names.join(", ")}${more} is not given, and the server never tells it again: give it with --secrets, or choose --without-secrets (deliveries can't be verified) or --rotate (the next \`pulumi up\` replaces them)`;
}

async function refuseToOverwrite(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const exists = await stat(file).then(
      () => true,
      () => false,
    );
    if (exists)
      throw new CliError(
        `${plain(relative("", file), 500)} exists already: move it away, choose another folder with --out, or add --force`,
      );
  }
}

async function write(
  files: { importFile: string; program: string },
  imported: string,
  program: string,
): Promise<void> {
  try {
    await mkdir(join(files.importFile, ".."), { recursive: true });
    // A file that is there could be read by others, or lead elsewhere.
    for (const file of Object.values(files)) await rm(file, { force: true });
    await writeFile(files.importFile, imported, { mode: 0o600, flag: "wx" });
    await writeFile(files.program, program, { flag: "wx" });
  } catch (failure) {
    throw new CliError(
      `the files can't be written (${(failure as NodeJS.ErrnoException).code}): choose another folder with --out`,
    );
  }
}

async function asked<T>(doing: string, question: () => Promise<T>): Promise<T> {
  try {
    return await showing(doing, question);
  } catch (failure) {
    if (failure instanceof CliError) throw failure;
    throw new CliError(operationError(doing, failure).message);
  }
}
