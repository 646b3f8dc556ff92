// Receives what the stack in index.ts subscribes to, on plain Node.js 22.13 or newer:
//   pulumi stack output secrets --show-secrets > /run/rockit-secrets
//   ROCKIT_WEBHOOK_SECRETS_FILE=/run/rockit-secrets ROCKIT_DELIVERIES_FILE=/var/lib/rockit/deliveries PORT=8080 node receiver.mjs
// TLS ends at a proxy of this machine, in front of it.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRockitEventHandlers, createRockitVerifier, memoryReplayStore } from "rockit-durst-webhooks";
import { nodeWebhookHandler } from "rockit-durst-webhooks/node";

const { ROCKIT_WEBHOOK_SECRETS_FILE = "secrets", ROCKIT_DELIVERIES_FILE, PORT = "8080" } = process.env;

// Read at each delivery: after a rotation nothing has to be restarted.
const secret = async () => (await readFile(ROCKIT_WEBHOOK_SECRETS_FILE, "utf8")).trim().split(/\s+/);

// A wrong secret is told now, and not at the first delivery.
createRockitVerifier({ secret: await secret() });

// What was handled, so that an event that two subscriptions deliver is handled once. Without a file a restart forgets it.
const { fileReplayStore } = ROCKIT_DELIVERIES_FILE ? await import("./replay-store.mjs") : {};
const replayStore = fileReplayStore?.(ROCKIT_DELIVERIES_FILE) ?? memoryReplayStore();

const events = createRockitEventHandlers()
  // As JSON, so that no text of the body, which the signature need not cover, can start a line of its own.
  .on("mkraw", ({ type, event, appName }) =>
    console.log("accepted", JSON.stringify({ type, event, appName })),
  )
  .on("unlisted", ({ body }) => console.log("accepted, unlisted", JSON.stringify(body)));

const handler = nodeWebhookHandler({
  rockit: { secret },
  onEvent: events.receive,
  replayStore,
  onRejected: ({ code }) => console.log("rejected", code),
});

// Longer than a load balancer keeps an idle connection (60 s with AWS and nginx, 600 s with Google Cloud): Node would close it after 5 s,
// and a delivery that the balancer puts on it in that moment would be lost.
const server = createServer({ keepAliveTimeout: 65_000 }, handler).listen(Number(PORT), "127.0.0.1", () =>
  console.log(`listening at http://127.0.0.1:${server.address().port}`),
);

// A restart ends what is under way and takes nothing more: start the next receiver first.
process.once("SIGTERM", () => {
  // Connections that become idle from now on.
  server.keepAliveTimeout = 1;
  server.close(() => replayStore.close?.());
});
