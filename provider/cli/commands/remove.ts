import { Command, InvalidArgumentError } from "commander";
import { counted } from "../print/counted";
import { CliError } from "../print/errors";
import { alignColumns, confirm, oneLine, safeJson } from "../print/terminal";
import { withProgress } from "../print/with-progress";
import { type ObjectId, objectIdIn, unlistedObjects } from "../servers/object-id";
import { readIdleStacks, type StackOptions, withStackOptions } from "../state/stacks";
import type { ChosenObject, RemovalOutcome } from "../unmanaged/remove";
import type { VendorCommands } from "../vendor/vendor";

interface Options extends StackOptions {
  readonly server?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `rockit-durst remove`: removes chosen unmanaged objects from their servers. */
export function removeCommand(vendors: readonly VendorCommands[]): Command {
  const command = new Command("remove")
    .description(
      "Remove unmanaged objects from the servers, by the ids that `rockit-durst unmanaged` prints.",
    )
    .argument(
      "<id...>",
      "rockit:<name>, durst:<subscriber>/<subscription> or durst:<subscriber>",
      idsIn(vendors),
    );
  return withStackOptions(command)
    .option("--server <name>", "the server to remove them from, if several have the same id")
    .option("-y, --yes", "do not ask")
    .option("--json", "print the outcome as JSON; without --yes print the plan, and remove nothing")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst remove rockit:old durst:17/4 --stack dev --stack prod
  $ rockit-durst remove durst:18 --state dev.json --state prod.json

Sample output:
  durst:17/4  workflow.example.com  STATUS/*, calls hooks.example.com  will be set INACTIVE
  Removed 1 object.

A ROCKIT subscription is deleted. Durst has no delete: a subscription is set INACTIVE; a subscriber
loses its credentials, and its subscriptions are set INACTIVE. An object that one of the stacks
manages is refused: name all stacks that use these servers. Objects that were created after a file
of --state was exported look unmanaged. Nothing is removed while one of these
stacks is being updated, or if an object has changed since it was shown.
Exit code 1 if an object could not be removed; the others are removed.`,
    )
    .action((objects: readonly ObjectId[], options: Options) => remove(vendors, objects, options));
}

async function remove(
  vendors: readonly VendorCommands[],
  objects: readonly ObjectId[],
  { server, yes, json, ...options }: Options,
): Promise<void> {
  // Loaded on use: most commands need no HTTP client.
  const [removal, { Servers }, { scan }] = await Promise.all([
    import("../unmanaged/remove.js"),
    import("../servers/servers.js"),
    import("../unmanaged/scan.js"),
  ]);
  /** Reads stacks and servers anew; connections stay open until the work ends. */
  const withChosenObjects = async <T>(work: (chosen: readonly ChosenObject[]) => Promise<T>): Promise<T> => {
    const stacks = await readIdleStacks(options);
    removal.refuseInterrupted(stacks);
    await using servers = await Servers.of(vendors, stacks);
    const scope = { named: unlistedObjects(objects), includeInactive: true, everything: true };
    return await work(removal.chosenObjects(objects, await scan(stacks, servers, scope), server));
  };
  const shown = await withChosenObjects(async (chosen) => chosen);
  if (!json) console.log(alignColumns(shown.map(planOf)));
  else if (!yes) console.log(safeJson(shown.map(documentOf), 2));
  await confirm(`Remove ${counted(shown.length, "object")} from the servers?`, { yes, json });
  const outcomes = await withChosenObjects((chosen) => {
    removal.refuseChanged(shown.map(planOf), chosen.map(planOf));
    return withProgress("removing the objects", () => removal.remove(chosen));
  });
  const failed = outcomes.filter((one) => one.failed);
  if (json) console.log(safeJson(outcomes, 2));
  else if (failed.length > 0) console.log(alignColumns(outcomes.map(rowOf)));
  else console.log(`Removed ${counted(outcomes.length, "object")}.`);
  if (failed.length > 0)
    throw new CliError(`${failed.length} of ${counted(outcomes.length, "object")} could not be removed`);
}

const documentOf = ({ id, server, description, removal: { effect } }: ChosenObject) => ({
  id,
  server,
  description,
  effect,
});
const planOf = (one: ChosenObject) => Object.values(documentOf(one)).map((cell) => oneLine(cell, 500));

const rowOf = ({ id, server, outcome, failed }: RemovalOutcome) =>
  [failed ? "FAIL" : "ok", id, server, outcome].map((cell) => oneLine(cell, 1000));

/** Reads the ids on the command line; drops repeated ones. */
const idsIn =
  (vendors: readonly VendorCommands[]) =>
  (text: string, before: readonly ObjectId[] = []): readonly ObjectId[] => {
    const object = objectIdIn(vendors, text);
    if (object === undefined) {
      throw new InvalidArgumentError("It must be an id as `rockit-durst unmanaged` prints it.");
    }
    const isKnown = before.some(({ vendor, id }) => vendor === object.vendor && id === object.id);
    return isKnown ? before : [...before, object];
  };
