// A worker process: runs the program for the sites that fleet.ts sends (see workers.ts).
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { runSite } from "./run-site.ts";
import type { FromWorker, ToWorker } from "./workers.ts";

const pulumi = PulumiCommand.get();
let busy = false;
const stop = new AbortController();
const terminate = new AbortController();

const send = (message: FromWorker) => {
  if (process.connected) process.send?.(message);
};

// Ignored: signals for pulumi reach this process too, which must outlive pulumi.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

// A closed output must not fail the worker: the SDK would report the failed write to the same output,
// endlessly.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/**
 * Signals this process's group: pulumi, but not its plugins. On Windows the first interrupt has ended pulumi
 * already.
 */
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
    openOptions: { pulumi: await pulumi, exists, secretsProvider },
    stopping: stop.signal,
    terminating: terminate.signal,
    terminate: interruptPulumi,
    onChange: (change) => send({ change }),
  });
  busy = false;
  send({ outcome });
  if (!process.connected) process.exit();
});

// After the end of fleet.ts the running site still completes.
process.on("disconnect", () => {
  if (!busy) process.exit();
});
