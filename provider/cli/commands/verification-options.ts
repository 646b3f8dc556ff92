import { Argument, type Command, InvalidArgumentError } from "commander";
import { isLoopback } from "../../http/proxy";
import { durstVerification, rockitVerification, type Verification } from "../listen/verification";
import { CliError } from "../print/errors";
import { several } from "../print/adopt-options";

export interface SecretOptions {
  readonly stack?: string;
  readonly output?: readonly string[];
  readonly cwd?: string;
  readonly header?: string;
  readonly userHeader?: string;
  readonly passwordHeader?: string;
}

export type Vendor = "rockit" | "durst";

export const vendorArgument = (description: string): Argument =>
  new Argument("[vendor]", description).choices(["rockit", "durst"]).default("rockit");

/** Adds the options that say with which secret deliveries are signed. */
export const withSecretOptions = (command: Command): Command =>
  command
    .option("-o, --output <name>", "the stack's output with the secret; repeatable", several)
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)")
    .option("--header <name>", "Durst, JWT_SIGNING: the header with the JWT", headerName)
    .option("--user-header <name>", "Durst, XAUTH: the header with the user", headerName)
    .option("--password-header <name>", "Durst, XAUTH: the header with the password", headerName);

export const secretsHelp = `Secrets are read from the named outputs of the stack, otherwise from the environment:
  ROCKIT_WEBHOOK_SECRET     one or several, with blanks or commas between them
  DURST_CALLBACK_KEY        for JWT_SIGNING, with --header
  DURST_CALLBACK_USER       for XAUTH, and
  DURST_CALLBACK_PASSWORD   its password, which may be an output instead
An output may be a text, or a list or an object of texts.`;

/** The secrets that a command was given; ends it if its options contradict each other. @throws CliError saying what is missing */
export async function verificationOf(
  vendor: Vendor,
  options: SecretOptions,
  command: Command,
): Promise<Verification> {
  const mistake = mistakeIn(vendor, options);
  if (mistake !== undefined) command.error(`error: ${mistake}`);
  const verification = await (vendor === "rockit"
    ? rockitVerification(options)
    : durstVerification(options, options));
  // Loaded by who needs it: the other commands verify nothing.
  const { receiver } = await import("../listen/listen.js");
  try {
    receiver(verification, () => {});
    return verification;
  } catch (failure) {
    // By name: the class is loaded by these commands alone.
    if (failure instanceof Error && failure.name === "WebhookVerificationError")
      throw new CliError(failure.message);
    throw failure;
  }
}

/** An option that would be of no use. */
function mistakeIn(vendor: Vendor, options: SecretOptions): string | undefined {
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

/** Where deliveries are sent: nobody on the way may read them. */
export function receiverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPrivate = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url !== undefined && isPrivate && url.username === "" && url.password === "") return url;
  throw new InvalidArgumentError("It must be an https:// URL, or http:// to this machine, without a user.");
}

function headerName(text: string): string {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text)) return text;
  throw new InvalidArgumentError("It must be the name of an HTTP header.");
}
