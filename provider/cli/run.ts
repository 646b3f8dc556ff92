import { CommanderError } from "commander";
import { printable } from "../resource/text";
import { rockitDurst } from "./commands/rockit-durst";
import { CliError } from "./print/errors";
import { vendorCommands } from "./vendors";

/** Runs the command; gives its exit code. 0: done. 1: failed, or something is left to do. 2: the arguments were not understood. */
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

/** A message may quote servers, states and programs. */
const linesOf = (message: string) => message.split("\n").map(printable).join("\n");

const unexpected = (failure: unknown) =>
  `internal error (${failure instanceof Error ? failure.name : typeof failure}): please report it with what you ran`;
