// Receives what the stack in index.ts subscribes to, with Hono on plain Node.js 22.12 or newer:
//   export DURST_CALLBACK_KEYS="$(pulumi stack output keys --show-secrets)"
//   PORT=8080 node receiver.mjs
// TLS ends at a proxy of this machine, in front of it.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { webhookHandler } from "pulumi-rockit-durst/webhooks";

const { DURST_CALLBACK_KEYS = "", PORT = "8080" } = process.env;

const handler = webhookHandler({
  durst: { headerName: "x-durst-signature", key: DURST_CALLBACK_KEYS.trim().split(/\s+/) },
  // As JSON, so that no text of the body, which the signature need not cover, can start a line of its own.
  onEvent: ({ body }) => console.log("accepted", JSON.stringify(body)),
  onRefused: ({ code }) => console.log("refused", code),
});

const app = new Hono().post("/durst/*", (c) => handler(c.req.raw));

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(PORT) }, ({ port }) =>
  console.log(`listening at http://127.0.0.1:${port}`),
);
