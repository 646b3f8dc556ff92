// Receives the callbacks of the stack in index.ts, with Hono on Node.js 22.12 or newer:
//   pulumi config set receiverFile /run/durst-keys && pulumi up
//   DURST_CALLBACK_KEYS_FILE=/run/durst-keys PORT=8080 node receiver.mjs
// A proxy on this machine must terminate TLS.
import { readFile } from "node:fs/promises";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createDurstVerifier, webhookHandler } from "rockit-durst-webhooks";

const { DURST_CALLBACK_KEYS_FILE = "keys", PORT = "8080" } = process.env;

// Read at each callback, so a rotation needs no restart.
const key = async () => (await readFile(DURST_CALLBACK_KEYS_FILE, "utf8")).trim().split(/\s+/);
const headerName = "x-durst-signature";

// Reports an invalid key at the start instead of at the first callback.
createDurstVerifier({ headerName, key: await key() });

const handler = webhookHandler({
  durst: { headerName, key },
  // JSON has no line breaks: the signature may not cover the body, so its text must not forge lines of the
  // log.
  onEvent: ({ body }) => console.log("accepted", JSON.stringify(body)),
  onRejected: ({ code }) => console.log("rejected", code),
});

const app = new Hono().post("/durst/*", (c) => handler(c.req.raw));

// Longer than a load balancer keeps idle connections (60 s with AWS and nginx, 600 s with Google Cloud).
// Node.js would close them after 5 s, and a callback that the balancer sends at that moment would be lost.
const serverOptions = { keepAliveTimeout: 65_000 };

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(PORT), serverOptions }, ({ port }) =>
  console.log(`listening at http://127.0.0.1:${port}`),
);
