import { Command, InvalidArgumentError } from "commander";
import { isLoopback } from "../../http/proxy";
import { deliveryJsonLine, deliveryLine } from "../listen/delivery-lines";
import { oneLine } from "../print/terminal";
import {
  receiverUrl,
  type SecretOptions,
  secretsHelp,
  type Vendor,
  vendorArgument,
  verificationOf,
  withSecretOptions,
} from "./verification-options";

interface Options extends SecretOptions {
  readonly port: number;
  readonly host: string;
  readonly forwardTo?: URL;
  readonly json?: boolean;
}

const deliveriesOf = { rockit: "ROCKIT deliveries", durst: "Durst callbacks" } as const;

/** `rockit-durst listen`: receives deliveries and prints whether each is verified. */
export function listenCommand(): Command {
  const command = new Command("listen")
    .description("Receive deliveries; print whether each is verified or rejected, and why.")
    .addArgument(vendorArgument("the vendor that sends"))
    .option("-p, --port <number>", "the port to listen on; 0 picks a free one", port, 8080)
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

Sample output:
  14:03:07 ✓ verified mkraw end my-app  (312 bytes) → 200
  14:03:09 ✗ rejected bad-signature: no given secret signed this delivery  (312 bytes)

${secretsHelp} Callbacks of a subscriber with NONE can't be verified.`,
    )
    .action(listen);
}

async function listen(vendor: Vendor, options: Options, command: Command): Promise<void> {
  const verification = await verificationOf(vendor, options, command);
  const { createReceiver, startServer, untilStopped } = await import("../listen/listen.js");
  const line = options.json ? deliveryJsonLine : deliveryLine;
  const counts = { verified: 0, rejected: 0, badSignature: 0 };
  const handler = createReceiver(
    verification,
    (delivery) => {
      counts[delivery.verified ? "verified" : "rejected"] += 1;
      if (!delivery.verified && delivery.code === "bad-signature") counts.badSignature += 1;
      console.log(line(delivery));
    },
    options.forwardTo,
  );
  const { server, url } = await startServer(handler, options);
  if (isOwnAddress(options.forwardTo, url)) {
    server.close();
    command.error("error: --forward-to is this command's own address: give the port of your service");
  }
  const stopped = untilStopped(server);
  console.error(`listening on ${url} for ${deliveriesOf[vendor]} (Ctrl-C ends)`);
  await stopped;
  console.error(`${counts.verified} verified, ${counts.rejected} rejected`);
  if (counts.verified === 0 && counts.badSignature > 0)
    console.error(oneLine(wrongSecretHint(vendor, options), 1000));
}

/** Whether forwarded deliveries would come back to this command. */
const isOwnAddress = (to: URL | undefined, url: string): boolean =>
  to !== undefined && isLoopback(to.hostname) && (to.port || "80") === new URL(url).port;

/** The hint if no delivery was signed with the given secret. */
function wrongSecretHint(vendor: Vendor, { output }: Options): string {
  const [given, firstStep] =
    output === undefined
      ? ["this secret", "Read the stack's current secret with --stack and --output"]
      : [
          `the stack's output ${output.join(", ")}`,
          "Check that --output names the secret of the subscription that sends here",
        ];
  const changed = {
    rockit:
      "another subscription sends here (see `rockit-durst list rockit`), or someone deleted and recreated this one: then change the resource's rotationTrigger and run `pulumi up`",
    durst: "someone changed the subscriber on the server: run `pulumi refresh`, then `pulumi up`",
  };
  return `no delivery was signed with ${given}. ${firstStep}. If the secret is correct, ${changed[vendor]}`;
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
