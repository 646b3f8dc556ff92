import { Command } from "commander";
import type { VendorCommands } from "../vendor/vendor";
import { cleanupCommand } from "./cleanup";
import { doctorCommand } from "./doctor";
import { importCommand } from "./import";
import { listCommand } from "./list";
import { listenCommand } from "./listen";
import { migrateCommand } from "./migrate";
import { removeCommand } from "./remove";
import { triggerCommand } from "./trigger";
import { unmanagedCommand } from "./unmanaged";

/** The command `rockit-durst` with all its subcommands. */
export function rockitDurst(vendors: readonly VendorCommands[]): Command {
  const { version } = require("../../../package.json") as { version: string };
  const program = new Command("rockit-durst")
    .description("Commands for the subscriptions of ROCKIT Edge and Durst Workflow that Pulumi manages")
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .showHelpAfterError("(--help shows all options)");
  for (const subcommand of [
    importCommand(vendors),
    migrateCommand(vendors),
    listCommand(vendors),
    unmanagedCommand(vendors),
    removeCommand(vendors),
    cleanupCommand(vendors),
    doctorCommand(vendors, version),
    listenCommand(),
    triggerCommand(),
  ]) {
    // `addCommand` copies no settings by itself.
    program.addCommand(subcommand.copyInheritedSettings(program));
  }
  return program;
}

/** Removes values from an error: an unexpected argument may be a secret. */
const withoutValues = (text: string) =>
  text
    .replace(/unknown option '(--[^'=]*|-[^-]).*'/s, "unknown option '$1'")
    .replace(/(too many arguments.*? but got \d+): .*/s, "$1.\n")
    .replace(/argument '[^\n]*:\/\/[^\n]*' is invalid/, "argument is invalid")
    .replace(/(option '--[a-z-]*header <name>') argument '.*' is invalid/s, "argument of $1 is invalid")
    .replace(/argument value '.*' is invalid for argument/s, "argument value is invalid for argument");
