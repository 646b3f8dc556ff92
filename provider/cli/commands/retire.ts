import { Command, InvalidArgumentError } from "commander";
import type { Chosen, Retired } from "../orphans/retire";
import { CliError } from "../print/errors";
import { showing } from "../print/progress";
import { aligned, confirm, plain, plainJson } from "../print/terminal";
import { type ObjectId, objectIdIn, unlistedAmong } from "../servers/object-id";
import { readIdleStacks, type StackOptions, withStackOptions } from "../state/stacks";
import type { VendorCommands } from "../vendor/vendor";

interface Options extends StackOptions {
  readonly server?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `rockit-durst retire`: takes chosen orphans off their servers. */
export function retireCommand(vendors: readonly VendorCommands[]): Command {
  const command = new Command("retire")
    .description("Remove orphaned objects from the servers, by the ids that `rockit-durst orphans` prints.")
    .argument(
      "<id...>",
      "rockit:<name>, durst:<subscriber>/<subscription> or durst:<subscriber>",
      idsIn(vendors),
    );
  return withStackOptions(command)
    .option("--server <name>", "the server to remove them from, where several have the same id")
    .option("-y, --yes", "do not ask")
    .option("--json", "print the outcome as JSON; without --yes print the plan, and remove nothing")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst retire rockit:old-builds durst:17/4 --stack dev --stack prod
  $ rockit-durst retire durst:18 --state dev.json --yes

A ROCKIT subscription is deleted. Durst has no delete: a subscription is set INACTIVE; a subscriber's subscriptions are set INACTIVE and
its credentials are removed. An object that one of the stacks owns is refused: name all stacks that may own something there. Nothing is
removed during an update of one of them, or if an object has changed since it was shown. Exit code 1 if an object could not be removed;
the others are removed.`,
    )
    .action((objects: readonly ObjectId[], options: Options) => run(vendors, objects, options));
}

async function run(
  vendors: readonly VendorCommands[],
  objects: readonly ObjectId[],
  { server, yes, json, ...which }: Options,
): Promise<void> {
  // Loaded by who needs it: the other commands talk to no vendor.
  const [retiring, { Servers }, { survey }] = await Promise.all([
    import("../orphans/retire.js"),
    import("../servers/servers.js"),
    import("../orphans/survey.js"),
  ]);
  /** What they are now, with connections that last as long as the work. */
  const looking = async <T>(work: (chosen: readonly Chosen[]) => Promise<T>): Promise<T> => {
    const stacks = await readIdleStacks(which);
    retiring.refuseInterrupted(stacks);
    await using servers = await Servers.of(vendors, stacks);
    const scope = { named: unlistedAmong(objects), includeInactive: true, everything: true };
    return await work(retiring.chosenOf(objects, await survey(stacks, servers, scope), server));
  };
  const shown = await looking(async (chosen) => chosen);
  if (!json) console.log(aligned(shown.map(planOf)));
  else if (!yes) console.log(plainJson(shown.map(documentOf), 2));
  await confirm(`Remove ${shown.length} from the servers?`, { yes, json });
  const retired = await looking((chosen) => {
    retiring.refuseChanged(shown.map(planOf), chosen.map(planOf));
    return showing("removing them", () => retiring.retire(chosen));
  });
  const failed = retired.filter((one) => one.failed);
  if (json) console.log(plainJson(retired, 2));
  else if (failed.length > 0) console.log(aligned(retired.map(outcomeOf)));
  else console.log(`Removed: ${retired.length}.`);
  if (failed.length > 0) throw new CliError(`${failed.length} of ${retired.length} could not be removed`);
}

const documentOf = ({ id, server, what, retirement: { will } }: Chosen) => ({ id, server, what, will });
const planOf = (one: Chosen) => Object.values(documentOf(one)).map((cell) => plain(cell, 500));

const outcomeOf = ({ id, server, outcome, failed }: Retired) =>
  [failed ? "FAIL" : "ok", id, server, outcome].map((cell) => plain(cell, 1000));

/** Reads the ids on the command line, each once. */
const idsIn =
  (vendors: readonly VendorCommands[]) =>
  (text: string, before: readonly ObjectId[] = []): readonly ObjectId[] => {
    const object = objectIdIn(vendors, text);
    if (object === undefined) {
      throw new InvalidArgumentError("It must be an id as `rockit-durst orphans` prints it.");
    }
    const isKnown = before.some(({ vendor, id }) => vendor === object.vendor && id === object.id);
    return isKnown ? before : [...before, object];
  };
