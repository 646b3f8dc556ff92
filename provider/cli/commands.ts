import { Command } from "commander";
import { recoverCommand } from "./recover-command";

/** The command `rockit-durst` with all its subcommands. */
export function rockitDurst(): Command {
  const { version } = require("../../package.json") as { version: string };
  return new Command("rockit-durst")
    .description("Subscriptions of ROCKIT Edge and Durst Workflow, beside what `pulumi` does with them")
    .version(version)
    .exitOverride()
    .showHelpAfterError("(--help tells more)")
    .addCommand(inherit(recoverCommand()));
}

/** Subcommands that are added do not take these settings over by themselves. */
const inherit = (command: Command) => command.exitOverride().showHelpAfterError("(--help tells more)");
