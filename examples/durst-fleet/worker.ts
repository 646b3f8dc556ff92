// Runs the program for the sites that fleet.ts sends, see workers.ts.
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { runSite } from "./run.ts";
import type { FromWorker, ToWorker } from "./workers.ts";

const pulumi = PulumiCommand.get();
let begun = false;
let busy = false;
const urgent = new AbortController();

const send = (message: FromWorker) => {
  if (process.connected) process.send?.(message);
};

// Signals are fleet.ts's business: at a terminal Ctrl-C reaches this process too, which must outlive pulumi.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});

// Nobody may be there to read what the program prints. Without this the SDK would report the failure to print where it failed, for ever.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

process.on("message", async (message: ToWorker) => {
  if ("interrupted" in message) {
    begun = true;
    if (message.interrupted === "twice") urgent.abort();
    return;
  }
  busy = true;
  const { site, exists, options } = message;
  const { secretsProvider } = options;
  const outcome = await runSite(site, {
    options,
    opening: { pulumi: await pulumi, exists, secretsProvider },
    interruption: {
      get begun() {
        return begun;
      },
      urgent: urgent.signal,
    },
    tell: (change) => send({ change }),
  });
  busy = false;
  send({ outcome });
  if (!process.connected) process.exit();
});

// When fleet.ts is gone, what is under way still comes to its end.
process.on("disconnect", () => {
  if (!busy) process.exit();
});
