// Runs the program for the sites that fleet.ts sends, see workers.ts.
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { runSite } from "./run.ts";
import type { FromWorker, ToWorker } from "./workers.ts";

const pulumi = PulumiCommand.get();
let busy = false;
const stop = new AbortController();
const terminate = new AbortController();

const send = (message: FromWorker) => {
  if (process.connected) process.send?.(message);
};

// What is meant for pulumi reaches this process too, which must outlive it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

// Nobody may be there to read what the program prints. Without this the SDK would report the failure to print where it failed, for ever.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** To the process group that this process leads: pulumi, but not its plugins. On Windows the first one has ended it already. */
const interruptPulumi = () => {
  if (process.platform !== "win32") process.kill(-process.pid, "SIGINT");
};

process.on("message", async (message: ToWorker) => {
  if ("interrupted" in message) {
    (message.interrupted === "once" ? stop : terminate).abort();
    return;
  }
  busy = true;
  const { site, exists, options } = message;
  const { secretsProvider } = options;
  const outcome = await runSite(site, {
    options,
    opening: { pulumi: await pulumi, exists, secretsProvider },
    stopping: stop.signal,
    terminating: terminate.signal,
    terminate: interruptPulumi,
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
