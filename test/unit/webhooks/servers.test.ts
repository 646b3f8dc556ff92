import { once } from "node:events";
import type { RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { signDurstTestCallback, webhookHandler } from "../../../packages/webhooks/src/index.ts";
import { nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";
import { delivery, event, recordCallbacks, secret } from "./samples.ts";
import { startHttpServer } from "./server.ts";

// Real servers on real connections, used as the docstrings of the two handlers describe.

function recordingOptions() {
  const { recorded, callbacks } = recordCallbacks();
  return { recorded, options: { rockit: { secret }, maxBodySize: 1000, ...callbacks } };
}

const startServer = async (listener: RequestListener) => (await startHttpServer(listener)).url;

function fastifyApp(options: Options) {
  const app = Fastify();
  onTestFinished(() => app.close());
  const handler = nodeWebhookHandler(options);
  return app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    scope.all("/hook", async (request, reply) => {
      reply.hijack();
      await handler(request.raw, reply.raw);
    });
  });
}

/** A server of fetch handlers. */
async function startFetchServer(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const server = serve({ fetch, port: 0, hostname: "127.0.0.1" });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

type Options = ReturnType<typeof recordingOptions>["options"];
const servers: Record<string, (options: Options) => Promise<string>> = {
  "node:http": (options) => startServer(nodeWebhookHandler(options)),

  Express: (options) => startServer(express().all("/hook", nodeWebhookHandler(options)).use(express.json())),

  "Express after a parser that keeps the raw body": (options) =>
    startServer(
      express()
        .use(express.raw({ type: () => true }))
        .all("/hook", nodeWebhookHandler(options)),
    ),

  "Express after a JSON parser that keeps the raw body as rawBody": (options) => {
    const parser = express.json({
      strict: false,
      verify: (request, _response, bytes) => Object.assign(request, { rawBody: bytes }),
    });
    return startServer(express().use(parser).all("/hook", nodeWebhookHandler(options)));
  },

  Fastify: async (options) => `${await fastifyApp(options).listen({ port: 0, host: "127.0.0.1" })}/hook`,

  Hono: async (options) => {
    const handler = webhookHandler(options);
    const app = new Hono().all("/hook", (context) => handler(context.req.raw));
    return startFetchServer((request) => app.fetch(request));
  },

  "a route of Next.js": async (options) => {
    // app/hook/route.ts: `export const POST = webhookHandler(…)`. Next.js also passes a context, and answers
    // the other methods itself.
    const route: Record<string, (request: Request, context: object) => Promise<Response>> = {
      POST: webhookHandler(options),
    };
    return startFetchServer(async (request) => {
      const method = route[request.method];
      return (
        method?.(request, { params: Promise.resolve({}) }) ??
        new Response("Method Not Allowed", { status: 405 })
      );
    });
  },
};

describe.each(Object.entries(servers))("%s", (name, start) => {
  test("passes verified deliveries on and rejects the rest", async () => {
    const { recorded, options } = recordingOptions();
    const url = await start(options);
    const good = { method: "POST", ...(await delivery()) };
    const send = async (init: RequestInit) => {
      const response = await fetch(url, { ...good, ...init });
      return [response.status, await response.text()];
    };
    expect(await send({})).toEqual([204, ""]);
    expect(await send({ headers: { "content-type": "application/json" } })).toEqual([401, "Unauthorized"]);
    // Valid JSON, since a parser that runs first would answer anything else itself.
    expect(await send({ body: `${"[".repeat(101)}${"]".repeat(101)}` })).toEqual([400, "Bad Request"]);
    expect(await send({ body: `"${"x".repeat(1000)}"` })).toEqual([413, "Content Too Large"]);
    expect(await send({ method: "PUT" })).toEqual([405, "Method Not Allowed"]);
    expect(await send({})).toEqual([204, ""]);
    expect(recorded).toEqual({
      events: [event, event],
      rejections: ["missing-header", "malformed-body", "body-too-large"],
      errors: [],
    });
  });

  test("rejects a body of unknown length that grows too large", async () => {
    const { recorded, options } = recordingOptions();
    const url = await start(options);
    const chunks = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(16_000, " ")),
      start: (controller) => controller.enqueue(Buffer.from("7")),
    });
    const headers = { ...(await delivery()).headers };
    // A parser that runs before the handler has its own limit, and waits for the end of the body.
    const body = name.includes("parser") ? `"${"x".repeat(2000)}"` : chunks;
    const response = await fetch(url, { method: "POST", headers, body, duplex: "half" });
    expect(response.status).toBe(413);
    expect(recorded.rejections).toEqual(["body-too-large"]);
  });
});

test("Express after a parser that drops the raw body tells the operator so", async () => {
  const { recorded, options } = recordingOptions();
  const url = await startServer(express().use(express.json()).post("/hook", nodeWebhookHandler(options)));
  const response = await fetch(url, { method: "POST", ...(await delivery()) });
  expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
  expect(recorded).toMatchObject({
    events: [],
    rejections: [],
    errors: [
      {
        message: expect.stringMatching(/^the body is not the raw bytes .* a body parser probably ran first/),
      },
    ],
  });
});

test("a repeated header of which Node.js keeps only the first is rejected", async () => {
  const { recorded, options } = recordingOptions();
  const durst = { headerName: "Authorization", key: "press key" };
  const url = await startServer(
    nodeWebhookHandler({ durst, onEvent: options.onEvent, onRejected: options.onRejected }),
  );
  const { headers, body } = await signDurstTestCallback({ body: 1, ...durst });
  const { hostname, port } = new URL(url);
  const lines = [...Object.entries(headers), ["Authorization", "x"], ["content-length", body.length]];
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      "POST / HTTP/1.1",
      "host: x",
      "connection: close",
      ...lines.map((line) => line.join(": ")),
      "",
      body,
    ].join("\r\n"),
  );
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 401 /);
  expect(recorded.rejections).toEqual(["repeated-header"]);
});

test("a repeated header that Node.js keeps as two values is rejected", async () => {
  const { recorded, options } = recordingOptions();
  const url = await startServer(nodeWebhookHandler(options));
  const { headers, body } = await delivery();
  const repeatedHeaders = [...Object.entries(headers), ...Object.entries(headers).slice(1)] as [
    string,
    string,
  ][];
  const response = await fetch(url, { method: "POST", headers: repeatedHeaders, body });
  expect(response.status).toBe(401);
  expect(recorded.rejections).toEqual(["repeated-header"]);
});

test("Fastify's inject, which simulates a connection in tests, is answered too", async () => {
  const { recorded, options } = recordingOptions();
  const app = fastifyApp(options);
  const { headers, body } = await delivery();
  const inject = (given: Record<string, string>) =>
    app.inject({ method: "POST", url: "/hook", headers: given, body });
  expect(await inject(headers)).toMatchObject({ statusCode: 204 });
  const rejected = await inject({ "content-type": "application/json" });
  expect(rejected).toMatchObject({ statusCode: 401, body: "Unauthorized" });
  expect(rejected.headers).not.toHaveProperty("connection", "close");
  expect(recorded).toEqual({ events: [event], rejections: ["missing-header"], errors: [] });
});
