import { Command } from "commander";
import type { VendorCommands } from "../vendor/vendor";
import { doctorCommand } from "./doctor";
import { importCommand } from "./import";
import { listCommand } from "./list";
import { listenCommand } from "./listen";
import { migrateCommand } from "./migrate";
import { orphansCommand } from "./orphans";
import { recoverCommand } from "./recover";
import { retireCommand } from "./retire";
import { triggerCommand } from "./trigger";

/** The command `rockit-durst` with all its subcommands. */
export function rockitDurst(vendors: readonly VendorCommands[]): Command {
  const { version } = require("../../../package.json") as { version: string };
  const program = new Command("rockit-durst")
    .description("Commands for the subscriptions of ROCKIT Edge and Durst Workflow that Pulumi owns")
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .showHelpAfterError("(--help tells more)");
  for (const subcommand of [
    recoverCommand(vendors),
    listenCommand(),
    triggerCommand(),
    importCommand(vendors),
    migrateCommand(vendors),
    listCommand(vendors),
    orphansCommand(vendors),
    retireCommand(vendors),
    doctorCommand(vendors, version),
  ]) {
    // One that is added does not take these settings over by itself.
    program.addCommand(subcommand.copyInheritedSettings(program));
  }
  return program;
}

/** What was given where nothing is expected may be a secret. */
const withoutValues = (text: string) =>
  text
    .replace(/unknown option '(--[^'=]*|-[^-]).*'/s, "unknown option '$1'")
    .replace(/(too many arguments.*? but got \d+): .*/s, "$1.\n")
    .replace(/argument '[^\n]*:\/\/[^\n]*' is invalid/, "argument is invalid")
    .replace(/(option '--[a-z-]*header <name>') argument '.*' is invalid/s, "argument of $1 is invalid")
    .replace(/argument value '.*' is invalid for argument/s, "argument value is invalid for argument");
