// What a package for receiving webhooks costs a web server.
import type { ReceiverSample } from "../results.ts";
import { receiverHeader, receiverRows } from "../text-table.ts";
import { table } from "./markdown.ts";

export const receiver = (samples: readonly ReceiverSample[]): string =>
  [
    "## Receiving webhooks",
    "Each package is installed into an empty project of its own, imported in fresh processes in turns, and verifies a delivery that its own signer made, in turns in one process. Each verifies its own scheme.",
    table(receiverHeader, receiverRows(samples), [0, 1]),
  ].join("\n\n");
