import { CommanderError } from "commander";
import { printable } from "../resource/text";
import { rockitDurst } from "./commands/program";
import { CliError } from "./print/errors";
import { vendorCommands } from "./vendors";

/** Runs the command with these arguments; gives its exit code. 0: done. 1: failed, or something is left to do. 2: the command was not understood. */
export async function run(args: readonly string[], vendors = vendorCommands): Promise<number> {
  try {
    await rockitDurst(vendors).parseAsync(args, { from: "user" });
    return 0;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? 0 : 2;
    const known = failure instanceof CliError;
    console.error(`rockit-durst: ${known ? linesOf(failure.message) : unexpected(failure)}`);
    return 1;
  }
}

/** What servers, states and programs say is in it. */
const linesOf = (message: string) => message.split("\n").map(printable).join("\n");

const unexpected = (failure: unknown) =>
  `it failed itself (${failure instanceof Error ? failure.name : typeof failure}), which is a defect of it: please report what you did`;
