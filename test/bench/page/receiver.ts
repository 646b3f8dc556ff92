// The section about packages that verify webhooks in a web server.
import type { ReceiverSample } from "../results.ts";
import { receiverHeader, receiverRows } from "../text-table.ts";
import { markdownTable, wrap } from "./markdown.ts";

export const receiverSection = (samples: readonly ReceiverSample[]): string =>
  [
    "## Packages that verify webhooks",
    wrap(
      [
        "A web server uses these packages to verify the webhooks that it receives.",
        "Each package is installed into its own empty project, and the packages take turns.",
        "Each import runs in a fresh process; all verifications run in one process.",
        "Each package verifies a valid delivery in its own signature scheme.",
      ].join(" "),
    ),
    markdownTable(receiverHeader, receiverRows(samples), [0, 1]),
  ].join("\n\n");
