import { Argument, type Command, InvalidArgumentError } from "commander";
import { isLoopback } from "../../http/proxy";
import { durstVerification, rockitVerification, type Verification } from "../listen/verification";
import { collect } from "../print/collect";
import { CliError } from "../print/errors";

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

/** Adds the options that name the secret of deliveries. */
export const withSecretOptions = (command: Command): Command =>
  command
    .option("-o, --output <name>", "the stack's output with the secret; repeatable", collect)
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)")
    .option("--header <name>", "Durst, JWT_SIGNING: the header with the JWT", headerName)
    .option("--user-header <name>", "Durst, XAUTH: the header with the user", headerName)
    .option("--password-header <name>", "Durst, XAUTH: the header with the password", headerName);

export const secretsHelp = `Secrets are read from the named outputs of the stack, otherwise from the environment:
  ROCKIT_WEBHOOK_SECRET     one or more secrets, separated by blanks or commas
  DURST_CALLBACK_KEY        the key for JWT_SIGNING, with --header
  DURST_CALLBACK_USER       the user for XAUTH
  DURST_CALLBACK_PASSWORD   the password for XAUTH; may be an output instead
An output may be a string, or a list or an object of strings.`;

/**
 * Reads the secrets; ends the command if options contradict each other.
 *
 * @throws CliError naming what is missing
 */
export async function verificationOf(
  vendor: Vendor,
  options: SecretOptions,
  command: Command,
): Promise<Verification> {
  const message = invalidOptions(vendor, options);
  if (message !== undefined) command.error(`error: ${message}`);
  const verification = await (vendor === "rockit"
    ? rockitVerification(options)
    : durstVerification(options, options));
  // Loaded on use: the other commands verify nothing.
  const { createReceiver } = await import("../listen/listen.js");
  try {
    createReceiver(verification, () => {});
    return verification;
  } catch (failure) {
    // By name: importing the class would load its package for all commands.
    if (failure instanceof Error && failure.name === "WebhookVerificationError")
      throw new CliError(failure.message);
    throw failure;
  }
}

/** The error about an option that has no effect. */
function invalidOptions(vendor: Vendor, options: SecretOptions): string | undefined {
  const { stack, cwd, output, header, userHeader, passwordHeader } = options;
  if (output === undefined && (stack ?? cwd) !== undefined) {
    return "--stack and --cwd have no effect without --output: name the stack's output with the secret";
  }
  if (vendor === "rockit" && (header ?? userHeader ?? passwordHeader) !== undefined) {
    return "--header, --user-header and --password-header are for durst: ROCKIT's header is fixed";
  }
  if (header !== undefined && (userHeader ?? passwordHeader) !== undefined) {
    return "--header is for JWT_SIGNING, --user-header and --password-header are for XAUTH: a subscriber uses only one of these";
  }
  return undefined;
}

/** A receiver's URL: https, or http on this machine, so that nobody on the way can read deliveries. */
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
