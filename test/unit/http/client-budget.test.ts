import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HttpClient } from "../../../provider/http/client.ts";
import { clientOf } from "../../helpers/client.ts";
import { closedPort, respondWith, startServer } from "../../helpers/server.ts";
import { repeatAtOnce } from "./at-once.ts";
import { failedConnectionsTo } from "./connections.ts";

repeatAtOnce();

const get = { method: "GET", route: ["things"] } as const;

/** The number of requests that succeeded, sent at once or one after the other. */
async function asking(client: HttpClient, count: number, together: boolean): Promise<number> {
  const one = (n: number) =>
    client.request({ ...get, query: { n } }).then(
      () => 1,
      () => 0,
    );
  let succeeded = 0;
  if (together)
    for (const ok of await Promise.all(Array.from({ length: count }, (_, n) => one(n)))) succeeded += ok;
  else for (let n = 0; n < count; n++) succeeded += await one(n);
  return succeeded;
}

describe.each([
  ["at once", true],
  ["one after the other", false],
])("%s", (_how, together) => {
  it("200 requests to a server in an outage cause at most 240", async () => {
    const server = await startServer(respondWith(503));
    expect(await asking(clientOf(server.url), 200, together)).toBe(0);
    expect(server.requests).toHaveLength(240);
  });

  it("200 requests to a closed port cause at most 240 connections", async () => {
    const port = await closedPort();
    const refused = failedConnectionsTo("127.0.0.1", port);
    expect(await asking(clientOf(`http://127.0.0.1:${port}`), 200, together)).toBe(0);
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
    expect(await asking(clientOf(`http://127.0.0.1:${port}`), 200, together)).toBe(0);
    expect(connections).toBe(240);
  });

  it("few requests share three repetitions", async () => {
    const server = await startServer(respondWith(503));
    expect(await asking(clientOf(server.url), 5, together)).toBe(0);
    expect(server.requests).toHaveLength(8);
  });
});

it("repetitions are allowed again after the server has recovered", async () => {
  let well = false;
  const server = await startServer((_request, response) => response.writeHead(well ? 200 : 503).end());
  const client = clientOf(server.url);
  expect(await asking(client, 5, false)).toBe(0);
  expect(server.requests).toHaveLength(8);
  well = true;
  expect(await asking(client, 15, false)).toBe(15);
  well = false;
  server.requests.length = 0;
  // 21 requests allow 4 repetitions, 3 of which are used.
  expect(await asking(client, 1, false)).toBe(0);
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
  expect(await asking(clientOf(server.url), 12, true)).toBe(12);
  expect(server.requests).toHaveLength(20);
});

it("each server has its own budget", async () => {
  const [one, other] = [await startServer(respondWith(503)), await startServer(respondWith(503))];
  await asking(clientOf(one.url), 5, false);
  await asking(clientOf(other.url), 1, false);
  expect(other.requests).toHaveLength(3);
});
