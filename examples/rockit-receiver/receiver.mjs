// Receives what the stack in index.ts subscribes to, on plain Node.js 22.12 or newer:
//   export ROCKIT_WEBHOOK_SECRETS="$(pulumi stack output secrets --show-secrets)"
//   PORT=8080 node receiver.mjs
// TLS ends at a proxy of this machine, in front of it.
import { createServer } from "node:http";
import { nodeWebhookHandler } from "pulumi-rockit-durst/webhooks";

const { ROCKIT_WEBHOOK_SECRETS = "", PORT = "8080" } = process.env;

const handler = nodeWebhookHandler({
  rockit: { secret: ROCKIT_WEBHOOK_SECRETS.trim().split(/\s+/) },
  onEvent: (delivery) => {
    const { type, event, appName } = delivery.type === "unlisted" ? delivery.body : delivery;
    // As JSON, so that no text of the body, which the signature need not cover, can start a line of its own.
    console.log("accepted", JSON.stringify({ type, event, appName }));
  },
  onRefused: ({ code }) => console.log("refused", code),
});

const server = createServer(handler).listen(Number(PORT), "127.0.0.1", () =>
  console.log(`listening at http://127.0.0.1:${server.address().port}`),
);
