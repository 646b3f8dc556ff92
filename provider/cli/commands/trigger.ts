import { Command, Option } from "commander";
import { rockitEvents, rockitSenders } from "../../kinds";
import type { TestDelivery } from "../listen/trigger";
import {
  receiverUrl,
  type SecretOptions,
  secretsHelp,
  type Vendor,
  vendorArgument,
  verificationOf,
  withSecretOptions,
} from "./verification-options";

/** `rockit-durst trigger`: sends a signed test delivery to a receiver. */
export function triggerCommand(): Command {
  const command = new Command("trigger")
    .description("Send one signed test delivery to a receiver, and print the receiver's answer.")
    .argument("<url>", "the receiver: https://…, or http:// on this machine", receiverUrl)
    .addArgument(vendorArgument("the vendor whose delivery to send"));
  return withSecretOptions(command)
    .addOption(new Option("--sender <name>", "ROCKIT: default mkraw").choices(rockitSenders))
    .addOption(new Option("--event <name>", "ROCKIT: default end").choices(rockitEvents))
    .option("--body <file>", "send this file as the body")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst trigger https://hooks.example.com/rockit --stack dev --output secret
  $ rockit-durst trigger http://localhost:3000/rockit --sender deploy --event success
  $ rockit-durst trigger http://localhost:3000/durst durst --header x-durst-signature --output key

Sample output:
  hooks.example.com answered 204 in 31 ms

${secretsHelp} The first secret signs the delivery. With XAUTH the delivery contains user and
password, as Durst sends them. The command follows no redirects and waits 20 s.
Exit code 0 if the receiver answers 2xx, otherwise 1.`,
    )
    .action(sendTest);
}

async function sendTest(
  url: URL,
  vendor: Vendor,
  options: SecretOptions & TestDelivery,
  command: Command,
): Promise<void> {
  const { sender, event, body } = options;
  const choice = sender ?? event;
  if (choice !== undefined && (vendor === "durst" || body !== undefined))
    command.error("error: --sender and --event choose ROCKIT's body: leave them out with durst or --body");
  const verification = await verificationOf(vendor, options, command);
  const { trigger } = await import("../listen/trigger.js");
  console.log(await trigger(url, verification, options));
}
