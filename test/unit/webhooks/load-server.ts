// A receiver in its own process, which test/unit/webhooks/load.test.ts puts under load. It prints its port,
// and then the measurements that the test asks for.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";

export interface Measurements {
  readonly residentBytes: number;
  readonly arrayBuffers: number;
  readonly connections: number;
  readonly bytesRead: number;
  readonly events: number;
  readonly rejected: Readonly<Record<string, number>>;
}

const rejected: Record<string, number> = {};
let events = 0;
let bytesRead = 0;
let connections = 0;

const handler = nodeWebhookHandler({
  rockit: { secret: process.env["SECRET"] ?? "" },
  onEvent: () => void events++,
  onRejected: ({ code }) => {
    rejected[code] = (rejected[code] ?? 0) + 1;
  },
  bodyTimeout: 2,
});
const server = createServer((request, response) => {
  // Like many servers, this one answers slow requests itself, instead of the handler.
  response.setTimeout(3000, () => response.headersSent || response.writeHead(503).end());
  void handler(request, response);
});
server.on("connection", (socket) => {
  connections++;
  socket.on("close", () => {
    connections--;
    bytesRead += socket.bytesRead;
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () =>
  process.send?.((server.address() as AddressInfo).port),
);

process.on("message", () => {
  const { rss, arrayBuffers } = process.memoryUsage();
  process.send?.({
    residentBytes: rss,
    arrayBuffers,
    connections,
    bytesRead,
    events,
    rejected,
  } satisfies Measurements);
});
process.on("disconnect", () => process.exit());
