import { Command } from "commander";
import { doctorCommand } from "./doctor/doctor-command";
import { importCommand } from "./import/import-command";
import { listenCommand } from "./listen-command";
import { migrateCommand } from "./migrate/migrate-command";
import { orphansCommand } from "./orphans/orphans-command";
import { retireCommand } from "./orphans/retire-command";
import { recoverCommand } from "./recover-command";

/** The command `rockit-durst` with all its subcommands. */
export function rockitDurst(): Command {
  const { version } = require("../../package.json") as { version: string };
  const program = new Command("rockit-durst")
    .description("Subscriptions of ROCKIT Edge and Durst Workflow, beside what `pulumi` does with them")
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .showHelpAfterError("(--help tells more)");
  for (const subcommand of [
    recoverCommand(),
    listenCommand(),
    importCommand(),
    migrateCommand(),
    orphansCommand(),
    retireCommand(),
    doctorCommand(version),
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
    .replace(/argument value '.*' is invalid for argument/s, "argument value is invalid for argument");
