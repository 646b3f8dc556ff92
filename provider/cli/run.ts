import { CommanderError } from "commander";
import { printable } from "../resource/text";
import { rockitDurst } from "./commands/rockit-durst";
import { CliError } from "./print/errors";
import { vendorCommands } from "./vendors";

/**
 * Runs the command; returns its exit code. 0: done. 1: failed, or something is left to do. 2: wrong
 * arguments.
 */
export async function run(args: readonly string[], vendors = vendorCommands): Promise<number> {
  try {
    await rockitDurst(vendors).parseAsync(args, { from: "user" });
    return 0;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? 0 : 2;
    const isExpected = failure instanceof CliError;
    console.error(`rockit-durst: ${isExpected ? printableLines(failure.message) : internalError(failure)}`);
    return 1;
  }
}

/** Without control characters: a message may quote servers, states and programs. */
const printableLines = (message: string) => message.split("\n").map(printable).join("\n");

const internalError = (failure: unknown) =>
  `internal error (${failure instanceof Error ? failure.name : typeof failure}). Please report it, with the command that you ran`;
