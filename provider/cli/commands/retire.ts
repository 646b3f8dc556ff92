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
    .description(
      "Take off the servers what no stack owns: chosen ones, as `rockit-durst orphans` names them.",
    )
    .argument(
      "<id...>",
      "rockit:<name>, durst:<subscriber>/<subscription> or durst:<subscriber>",
      idsIn(vendors),
    );
  return withStackOptions(command)
    .option("--server <name>", "where an id is that several servers have")
    .option("-y, --yes", "do not ask")
    .option("--json", "print what became of them as JSON; without --yes what would, and take nothing off")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst retire rockit:old-builds durst:17/4 --stack dev --stack prod
  $ rockit-durst retire durst:18 --state dev.json --yes

A subscription of ROCKIT is deleted. Durst deletes nothing: a subscription is set INACTIVE, and so are those of a subscriber, whose
credentials are removed. What one of the stacks owns is refused: name all stacks that may own something there. Nothing is taken off
while an update of one of them is running, or if anything has changed since it was shown. Exit code 1 if one could not be taken off;
the others are.`,
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
  await confirm(`Take ${shown.length} of them off?`, { yes, json });
  const retired = await looking((chosen) => {
    retiring.refuseChanged(shown.map(planOf), chosen.map(planOf));
    return showing("taking them off", () => retiring.retire(chosen));
  });
  const failed = retired.filter((one) => one.failed);
  if (json) console.log(plainJson(retired, 2));
  else if (failed.length > 0) console.log(aligned(retired.map(outcomeOf)));
  else console.log(`Taken off: ${retired.length}.`);
  if (failed.length > 0) throw new CliError(`${failed.length} of ${retired.length} could not be taken off`);
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
