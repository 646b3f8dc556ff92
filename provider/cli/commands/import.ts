import { Argument, Command, InvalidArgumentError } from "commander";
import type { ImportOptions } from "../import/import";
import { several, writing } from "../print/flags";

type Vendor = "rockit" | "durst";

/** `rockit-durst import`: brings in what was made by hand. */
export function importCommand(): Command {
  return writing(
    new Command("import")
      .description(
        "Bring in what exists on a server: writes a file for `pulumi import`, and the program that declares it.",
      )
      .addArgument(new Argument("<vendor>", "whose subscriptions").choices(["rockit", "durst"]))
      .option(
        "--subscriber <number>",
        "Durst: a subscriber with its subscriptions; several if given again",
        moreNumbers,
      )
      .option("--include-inactive", "Durst: also subscriptions that are INACTIVE")
      .option(
        "-f, --filter <pattern>",
        "only names like it, * for any characters; several if given again",
        several,
      )
      .option(
        "--exclude-managed <stack>",
        "not what this stack owns already; several if given again",
        several,
      )
      .option("--secrets <file>", "a file of secrets that the server does not tell, a line NAME=… each")
      .option("--without-secrets", "ROCKIT: import webhooks without their signing secrets")
      .option(
        "--rotate",
        "ROCKIT: have the next `pulumi up` replace webhooks whose signing secret is not given",
      )
      .option("-s, --stack <name>", "the stack to import into, whose settings are used"),
  )
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst import rockit --stack dev --dry-run
  $ rockit-durst import rockit --stack dev --filter 'build-*' --secrets secrets.env
  $ rockit-durst import durst --stack dev --subscriber 17 --subscriber 18

It asks the server with the settings of the stack that is named, then those of the environment, and changes nothing anywhere.
What no server tells is given in the file of --secrets or in the environment:
  NAME=…               ROCKIT_SECRET_<NAME>             signing secret of a webhook, base64
  slackToken.NAME=…    ROCKIT_SLACK_TOKEN_<NAME>        token of a Slack subscription
  17.password=…        DURST_SUBSCRIBER_17_PASSWORD     password of a subscriber with XAUTH
  17.key=…             DURST_SUBSCRIBER_17_KEY          key of a subscriber with JWT_SIGNING
Exit code 1 if something can't be imported, or if a signing secret is missing and neither --without-secrets nor --rotate is given.`,
    )
    .action(run);
}

async function run(vendor: Vendor, options: ImportOptions, command: Command): Promise<void> {
  const mistake = mistakeIn(vendor, options);
  if (mistake !== undefined) command.error(`error: ${mistake}`);
  // Loaded by who needs it: the other commands talk to no vendor.
  const { importFrom } = await import("../import/import.js");
  await importFrom(vendor, options);
}

/** An option that is missing, or would be of no use. */
function mistakeIn(vendor: Vendor, options: ImportOptions): string | undefined {
  const { subscriber, includeInactive, withoutSecrets, rotate } = options;
  if (vendor === "durst" && subscriber === undefined) {
    return "Durst has no list of its subscribers: name them with --subscriber";
  }
  if (vendor === "rockit" && (subscriber !== undefined || includeInactive)) {
    return "--subscriber and --include-inactive are for durst";
  }
  if (vendor === "durst" && (withoutSecrets || rotate)) {
    return "--without-secrets and --rotate are for rockit: Durst is sent the declared credential by the next `pulumi up`";
  }
  if (withoutSecrets && rotate) return "--without-secrets and --rotate exclude each other";
  return undefined;
}

function moreNumbers(text: string, numbers: readonly number[] = []): readonly number[] {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 31) return [...numbers, Number(text)];
  throw new InvalidArgumentError("It must be the number of a subscriber.");
}
