import { Command, InvalidArgumentError } from "commander";
import { isLoopback } from "../../http/proxy";
import { jsonLineOf, lineOf } from "../listen/lines";
import { plain } from "../print/terminal";
import {
  receiverUrl,
  type SecretOptions,
  secretsHelp,
  type Vendor,
  vendorArgument,
  verificationOf,
  withSecretOptions,
} from "./receiving";

interface Options extends SecretOptions {
  readonly port: number;
  readonly host: string;
  readonly forwardTo?: URL;
  readonly json?: boolean;
}

const words = { rockit: "ROCKIT deliveries", durst: "Durst callbacks" } as const;

/** `rockit-durst listen`: receives deliveries and says of each whether it can be believed. */
export function listenCommand(): Command {
  const command = new Command("listen")
    .description("Receive deliveries; print whether each is verified or rejected, and why.")
    .addArgument(vendorArgument("whose deliveries"))
    .option("-p, --port <number>", "the port; 0 picks a free one", port, 8080)
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("-f, --forward-to <url>", "forward verified deliveries to this service", receiverUrl);
  return withSecretOptions(command)
    .option("--json", "print a JSON object for each delivery")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst listen --port 8080 --stack dev --output secret
  $ rockit-durst listen --stack dev --output secret --forward-to http://localhost:3000/rockit
  $ ROCKIT_WEBHOOK_SECRET="$old $new" rockit-durst listen --json
  $ rockit-durst listen durst --header x-durst-signature --output key

${secretsHelp} The callbacks of a subscriber with NONE can't be verified.`,
    )
    .action(listen);
}

async function listen(vendor: Vendor, options: Options, command: Command): Promise<void> {
  const verification = await verificationOf(vendor, options, command);
  const { listening, receiver, untilStopped } = await import("../listen/listen.js");
  const line = options.json ? jsonLineOf : lineOf;
  const counts = { verified: 0, rejected: 0, otherSecret: 0 };
  const handler = receiver(
    verification,
    (delivery) => {
      counts[delivery.verified ? "verified" : "rejected"] += 1;
      if (!delivery.verified && delivery.code === "bad-signature") counts.otherSecret += 1;
      console.log(line(delivery));
    },
    options.forwardTo,
  );
  const { server, url } = await listening(handler, options);
  if (isItself(options.forwardTo, url)) {
    server.close();
    command.error(
      "error: --forward-to is the address at which this command listens: give the service's port",
    );
  }
  const stopped = untilStopped(server);
  console.error(`listening on ${url} for ${words[vendor]} (Ctrl-C ends)`);
  await stopped;
  console.error(`${counts.verified} verified, ${counts.rejected} rejected`);
  if (counts.verified === 0 && counts.otherSecret > 0)
    console.error(plain(otherSecret(vendor, options), 1000));
}

/** Whether deliveries would come back, and be sent on for ever. */
const isItself = (to: URL | undefined, url: string): boolean =>
  to !== undefined && isLoopback(to.hostname) && (to.port || "80") === new URL(url).port;

/** What it may mean that no delivery carried the secret. */
function otherSecret(vendor: Vendor, { output }: Options): string {
  const [given, current] =
    output === undefined
      ? ["this secret", "read the stack's current one with --stack and --output; if it is that one"]
      : [
          `the stack's output ${output.join(", ")}`,
          "name that of the subscription that sends here; if it is it",
        ];
  const changed = {
    rockit:
      "somebody deleted and recreated the subscription: give the resource another rotationTrigger and run `pulumi up`",
    durst: "somebody changed the subscriber at the server: run `pulumi refresh`, then `pulumi up`",
  };
  return `no delivery was signed with ${given}: ${current}, ${changed[vendor]}`;
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
