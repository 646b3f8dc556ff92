// Receives what the stack in index.ts subscribes to, with Hono on plain Node.js 22.12 or newer:
//   pulumi config set receiverFile /run/durst-keys && pulumi up
//   DURST_CALLBACK_KEYS_FILE=/run/durst-keys PORT=8080 node receiver.mjs
// TLS ends at a proxy of this machine, in front of it.
import { readFile } from "node:fs/promises";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createDurstVerifier, webhookHandler } from "rockit-durst-webhooks";

const { DURST_CALLBACK_KEYS_FILE = "keys", PORT = "8080" } = process.env;

// Read at each callback: after a rotation nothing has to be restarted.
const key = async () => (await readFile(DURST_CALLBACK_KEYS_FILE, "utf8")).trim().split(/\s+/);
const headerName = "x-durst-signature";

// A wrong key is told now, and not at the first callback.
createDurstVerifier({ headerName, key: await key() });

const handler = webhookHandler({
  durst: { headerName, key },
  // As JSON, so that no text of the body, which the signature need not cover, can start a line of its own.
  onEvent: ({ body }) => console.log("accepted", JSON.stringify(body)),
  onRejected: ({ code }) => console.log("rejected", code),
});

const app = new Hono().post("/durst/*", (c) => handler(c.req.raw));

// Longer than a load balancer keeps an idle connection (60 s with AWS and nginx, 600 s with Google Cloud): Node would close it after 5 s,
// and a callback that the balancer puts on it in that moment would be lost.
const serverOptions = { keepAliveTimeout: 65_000 };

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(PORT), serverOptions }, ({ port }) =>
  console.log(`listening at http://127.0.0.1:${port}`),
);
