import { Argument, Command, InvalidArgumentError } from "commander";
import { jsonLineOf, lineOf } from "../listen/lines";
import { durstVerification, rockitVerification } from "../listen/secrets";
import { CliError } from "../print/errors";
import { several } from "../print/flags";

interface Options {
  readonly port: number;
  readonly host: string;
  readonly stack?: string;
  readonly output?: readonly string[];
  readonly cwd?: string;
  readonly header?: string;
  readonly userHeader?: string;
  readonly passwordHeader?: string;
  readonly json?: boolean;
}

type Vendor = "rockit" | "durst";
const words = { rockit: "ROCKIT deliveries", durst: "Durst callbacks" } as const;

/** `rockit-durst listen`: receives deliveries and says of each whether it can be believed. */
export function listenCommand(): Command {
  return new Command("listen")
    .description("Receive deliveries, and print of each whether it is verified or refused, and why.")
    .addArgument(new Argument("[vendor]", "whose deliveries").choices(["rockit", "durst"]).default("rockit"))
    .option("-p, --port <number>", "where to listen; 0 is a free one", port, 8080)
    .option("--host <address>", "where to listen", "127.0.0.1")
    .option("-o, --output <name>", "the stack's output with the secret; several while it is changed", several)
    .option("-s, --stack <name>", "the stack with the output; by default the selected one")
    .option("-C, --cwd <folder>", "the project's folder; by default the current one")
    .option("--header <name>", "Durst, JWT_SIGNING: the header with the JWT", headerName)
    .option("--user-header <name>", "Durst, XAUTH: the header with the user, if another one", headerName)
    .option(
      "--password-header <name>",
      "Durst, XAUTH: the header with the password, if another one",
      headerName,
    )
    .option("--json", "print a JSON object for each delivery")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst listen --port 8080 --stack dev --output secret
  $ ROCKIT_WEBHOOK_SECRET="$old $new" rockit-durst listen --json
  $ rockit-durst listen durst --header x-durst-signature --output key

Secrets are read from the stack's outputs that are named, with \`pulumi stack output\`; otherwise from the environment:
  ROCKIT_WEBHOOK_SECRET     one or several, with blanks or commas between them
  DURST_CALLBACK_KEY        for JWT_SIGNING, with --header
  DURST_CALLBACK_USER       for XAUTH, and
  DURST_CALLBACK_PASSWORD   its password, which may be an output instead
An output may be a text, or a list or an object of texts. The callbacks of a subscriber with NONE can't be verified.`,
    )
    .action(listen);
}

async function listen(vendor: Vendor, options: Options, command: Command): Promise<void> {
  const mistake = mistakeIn(vendor, options);
  if (mistake !== undefined) command.error(`error: ${mistake}`);
  const verification = await (vendor === "rockit"
    ? rockitVerification(options)
    : durstVerification(options, options));
  // Loaded by who needs it: the other commands verify nothing.
  const { listening, receiver, untilStopped } = await import("../listen/listen.js");
  const line = options.json ? jsonLineOf : lineOf;
  const counts = { verified: 0, refused: 0, otherSecret: 0 };
  const handler = checked(() =>
    receiver(verification, (delivery) => {
      counts[delivery.verified ? "verified" : "refused"] += 1;
      if (!delivery.verified && delivery.code === "bad-signature") counts.otherSecret += 1;
      console.log(line(delivery));
    }),
  );
  const { server, url } = await listening(handler, options);
  const stopped = untilStopped(server);
  console.error(`listening on ${url} for ${words[vendor]} (Ctrl-C ends)`);
  await stopped;
  console.error(`${counts.verified} verified, ${counts.refused} refused`);
  if (vendor === "rockit" && counts.verified === 0 && counts.otherSecret > 0) console.error(recreated);
}

const recreated =
  "no delivery was signed with this secret: if it is the stack's current one, somebody deleted and recreated the subscription; give the resource another rotationTrigger and run `pulumi up`";

/** An option that would be of no use. */
function mistakeIn(vendor: Vendor, options: Options): string | undefined {
  const { stack, cwd, output, header, userHeader, passwordHeader } = options;
  if (output === undefined && (stack ?? cwd) !== undefined) {
    return "--stack and --cwd say where an output is: name it with --output";
  }
  if (vendor === "rockit" && (header ?? userHeader ?? passwordHeader) !== undefined) {
    return "ROCKIT's header is always the same: --header and the like are for durst";
  }
  if (header !== undefined && (userHeader ?? passwordHeader) !== undefined) {
    return "--header is for JWT_SIGNING, --user-header and --password-header are for XAUTH: a subscriber has one of them";
  }
  return undefined;
}

function checked<Handler>(make: () => Handler): Handler {
  try {
    return make();
  } catch (failure) {
    // By name: the class is loaded by this command alone.
    if (failure instanceof Error && failure.name === "WebhookVerificationError") {
      throw new CliError(failure.message);
    }
    throw failure;
  }
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

function headerName(text: string): string {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text)) return text;
  throw new InvalidArgumentError("It must be the name of an HTTP header.");
}
