// Receives the deliveries of the stack in index.ts, with plain Node.js 22.13 or newer:
//   pulumi stack output secrets --show-secrets > /run/rockit-secrets
//   ROCKIT_WEBHOOK_SECRETS_FILE=/run/rockit-secrets ROCKIT_DELIVERIES_FILE=/var/lib/rockit/deliveries PORT=8080 node receiver.mjs
// A proxy on this machine must terminate TLS.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRockitEventHandlers, createRockitVerifier, memoryReplayStore } from "rockit-durst-webhooks";
import { nodeWebhookHandler } from "rockit-durst-webhooks/node";

const { ROCKIT_WEBHOOK_SECRETS_FILE = "secrets", ROCKIT_DELIVERIES_FILE, PORT = "8080" } = process.env;

// Read at each delivery, so a rotation needs no restart.
const secret = async () => (await readFile(ROCKIT_WEBHOOK_SECRETS_FILE, "utf8")).trim().split(/\s+/);

// Reports an invalid secret at the start instead of at the first delivery.
createRockitVerifier({ secret: await secret() });

// Remembers handled deliveries, so an event from two subscriptions is handled once. Without a file, a restart
// forgets them.
const { fileReplayStore } = ROCKIT_DELIVERIES_FILE ? await import("./replay-store.mjs") : {};
const replayStore = fileReplayStore?.(ROCKIT_DELIVERIES_FILE) ?? memoryReplayStore();

const events = createRockitEventHandlers()
  // JSON has no line breaks: the signature may not cover the body, so its text must not forge lines of the
  // log.
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

// Longer than a load balancer keeps idle connections (60 s with AWS and nginx, 600 s with Google Cloud).
// Node.js would close them after 5 s, and a delivery that the balancer sends at that moment would be lost.
const server = createServer({ keepAliveTimeout: 65_000 }, handler).listen(Number(PORT), "127.0.0.1", () =>
  console.log(`listening at http://127.0.0.1:${server.address().port}`),
);

// Finishes current requests, and accepts no new ones. Before a restart, start the next receiver.
process.once("SIGTERM", () => {
  // Closes connections as soon as they are idle.
  server.keepAliveTimeout = 1;
  server.close(() => replayStore.close?.());
});
