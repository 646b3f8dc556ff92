import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HttpClient } from "../../../provider/http/client.ts";
import { clientOf } from "../../helpers/client.ts";
import { closedPort, respondWith, startServer } from "../../helpers/server.ts";
import { failedConnectionsTo } from "./connections.ts";
import { get } from "./requests.ts";
import { retryWithoutWaits } from "./retry-without-waits.ts";

retryWithoutWaits();

/** Sends requests at once or one after the other, and returns how many succeeded. */
async function countSuccesses(client: HttpClient, count: number, together: boolean): Promise<number> {
  const send = (n: number) =>
    client.request({ ...get, query: { n } }).then(
      () => 1,
      () => 0,
    );
  let succeeded = 0;
  if (together)
    for (const ok of await Promise.all(Array.from({ length: count }, (_, n) => send(n)))) succeeded += ok;
  else for (let n = 0; n < count; n++) succeeded += await send(n);
  return succeeded;
}

describe.each([
  ["at once", true],
  ["one after the other", false],
])("%s", (_how, together) => {
  it("200 requests to a server in an outage cause at most 240", async () => {
    const server = await startServer(respondWith(503));
    expect(await countSuccesses(clientOf(server.url), 200, together)).toBe(0);
    expect(server.requests).toHaveLength(240);
  });

  it("200 requests to a closed port cause at most 240 connections", async () => {
    const port = await closedPort();
    const refused = failedConnectionsTo("127.0.0.1", port);
    expect(await countSuccesses(clientOf(`http://127.0.0.1:${port}`), 200, together)).toBe(0);
    expect(refused.count).toBe(240);
  });

  it("200 requests to a server that cuts each connection cause at most 240 connections", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.on("error", () => {}).once("data", () => socket.destroy());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await countSuccesses(clientOf(`http://127.0.0.1:${port}`), 200, together)).toBe(0);
    expect(connections).toBe(240);
  });

  it("few requests share three repetitions", async () => {
    const server = await startServer(respondWith(503));
    expect(await countSuccesses(clientOf(server.url), 5, together)).toBe(0);
    expect(server.requests).toHaveLength(8);
  });
});

it("repetitions are allowed again after the server has recovered", async () => {
  let isUp = false;
  const server = await startServer((_request, response) => response.writeHead(isUp ? 200 : 503).end());
  const client = clientOf(server.url);
  expect(await countSuccesses(client, 5, false)).toBe(0);
  expect(server.requests).toHaveLength(8);
  isUp = true;
  expect(await countSuccesses(client, 15, false)).toBe(15);
  isUp = false;
  server.requests.length = 0;
  // 21 requests allow 4 repetitions, 3 of which are used.
  expect(await countSuccesses(client, 1, false)).toBe(0);
  expect(server.requests).toHaveLength(2);
});

it.each([
  ["with Retry-After", { "retry-after": "1" }],
  ["without Retry-After", {}],
])("a 429 %s uses none of the budget", async (_what, headers) => {
  let refused = 0;
  const server = await startServer((_request, response) => {
    refused += 1;
    response.writeHead(refused > 8 ? 200 : 429, headers as Record<string, string>).end();
  });
  expect(await countSuccesses(clientOf(server.url), 12, true)).toBe(12);
  expect(server.requests).toHaveLength(20);
});

it("each server has its own budget", async () => {
  const [one, other] = [await startServer(respondWith(503)), await startServer(respondWith(503))];
  await countSuccesses(clientOf(one.url), 5, false);
  await countSuccesses(clientOf(other.url), 1, false);
  expect(other.requests).toHaveLength(3);
});
