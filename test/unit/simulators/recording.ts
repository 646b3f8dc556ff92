import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { startDurst, startRockit } from "../../simulators/index.ts";
import { call, durstClient, rockitClient, rockitHeaders } from "./http.ts";

const path = "/be/v1/subscriptions";
const webhook = { name: "a b", sender: "deploy", type: "webhook", url: "http://hooks.example", event: "end" };

test("every request is recorded with its route, number, query, body and status", async () => {
  await using rockit = await startRockit();
  const client = rockitClient(rockit);
  const before = Date.now();
  await client.create(webhook);
  await client.create("{half");
  await client.list("?limit=5&order[]=name&order[]=-name");
  await client.delete("a b");
  await call(rockit.endpoint, { path: "/nowhere" });
  const recorded = rockit.requests.map(({ headers: _, at: __, ...request }) => request);
  expect(recorded).toEqual([
    { method: "POST", path, route: `POST ${path}`, nth: 1, query: {}, body: webhook, status: 200 },
    { method: "POST", path, route: `POST ${path}`, nth: 2, query: {}, body: "{half", status: 400 },
    {
      method: "GET",
      path: `${path}?limit=5&order[]=name&order[]=-name`,
      route: `GET ${path}`,
      nth: 1,
      query: { limit: "5", "order[]": ["name", "-name"] },
      status: 200,
    },
    {
      method: "DELETE",
      path: `${path}/a%20b`,
      route: `DELETE ${path}/:name`,
      nth: 1,
      query: {},
      status: 200,
    },
    { method: "GET", path: "/nowhere", route: "unknown", nth: 1, query: {}, status: 404 },
  ]);
  expect(rockit.requests[0]?.headers).toMatchObject(rockitHeaders(rockit));
  expect(rockit.requests[0]?.at).toBeGreaterThanOrEqual(before);
});

test("requests can be selected and cleared, and the numbers of a route go on", async () => {
  await using rockit = await startRockit();
  const client = rockitClient(rockit);
  await client.list();
  await client.list("?limit=1");
  await client.create(webhook);
  await client.delete("a b");
  expect(rockit.requestsTo("GET")).toHaveLength(2);
  expect(rockit.requestsTo("get", path)).toHaveLength(2);
  expect(rockit.requestsTo("GET", /limit=1$/)).toHaveLength(1);
  expect(rockit.requestsTo("GET", "/be/v1")).toHaveLength(0);
  expect(rockit.writes().map(({ method }) => method)).toEqual(["POST", "DELETE"]);
  rockit.clearRequests();
  expect(rockit.requests).toHaveLength(0);
  await client.list();
  expect(rockit.requests.map(({ nth }) => nth)).toEqual([3]);
});

test("Durst's requests are recorded with their routes, also when they are refused", async () => {
  await using durst = await startDurst();
  const { get, put } = await durstClient(durst);
  await get("/subscribers/17/subscriptions/4");
  await put("/subscribers/17", { hostUri: 1 });
  await call(durst.endpoint, { path: "/api/v1/subscribers/17" });
  expect(durst.requests.map(({ route, status }) => [route, status])).toEqual([
    ["GET /api/v1/login", 200],
    ["GET /api/v1/subscribers/:subscriberId/subscriptions/:subscriptionId", 404],
    ["PUT /api/v1/subscribers/:subscriberId", 404],
    ["GET /api/v1/subscribers/:subscriberId", 401],
  ]);
});

test("a port can be chosen, and is free again after close", async () => {
  const first = await startDurst();
  const port = Number(new URL(first.endpoint).port);
  await expect(startRockit({ port })).rejects.toThrow("EADDRINUSE");
  await first.close();
  await using second = await startRockit({ port });
  expect(second.endpoint).toBe(`http://127.0.0.1:${port}`);
});

test("close does not wait for a request that never ends", async () => {
  const rockit = await startRockit();
  const socket = connect(Number(new URL(rockit.endpoint).port), "127.0.0.1");
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n`);
  for (const [name, value] of Object.entries(rockitHeaders(rockit))) socket.write(`${name}: ${value}\r\n`);
  socket.write("content-type: application/json\r\n\r\n{");
  await expect.poll(() => rockit.requests.length, { interval: 5 }).toBe(1);
  expect(rockit.requests[0]).not.toHaveProperty("status");
  await Promise.all([rockit.close(), once(socket, "close")]);
});

test("close aborts a delivery without an answer", async () => {
  const silent = createServer(() => {});
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  const rockit = await startRockit();
  rockit.add({ name: "a", sender: "deploy", type: "webhook", url: `http://127.0.0.1:${port}`, event: "end" });
  const emitted = rockit.emit({ type: "deploy", event: "end" });
  await once(silent, "request");
  await rockit.close();
  expect(await emitted).toEqual([expect.objectContaining({ error: "the simulator was closed" })]);
  silent.closeAllConnections();
  silent.close();
});
