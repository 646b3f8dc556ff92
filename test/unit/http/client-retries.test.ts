import { once } from "node:events";
import { createServer } from "node:http";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { throwawayAuthority } from "../../helpers/certificates.ts";
import { clientOf } from "../../helpers/client.ts";
import { closedPort, type Responder, respondWith, startServer } from "../../helpers/server.ts";
import { failedConnectionsTo } from "./connections.ts";
import { retryWithoutWaits } from "./retry-without-waits.ts";

retryWithoutWaits();

const methods = ["GET", "PUT", "DELETE", "POST"] as const;
const requestOf = (method: (typeof methods)[number]) =>
  ({ method, route: ["things"], ...(method === "PUT" || method === "POST" ? { body: {} } : {}) }) as const;
const triesSuffix = (sent: number) => (sent === 1 ? "" : ` (tried ${sent} times)`);

const permanentStatuses = [
  301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 409, 410, 418, 422, 425, 501, 505,
];
const transientStatuses = [408, 500, 502, 503, 504];

describe.each(methods)("a %s", (method) => {
  const unlessPost = method === "POST" ? 1 : 3;

  it.each([
    ...permanentStatuses.map((status) => [status, 1] as const),
    ...transientStatuses.map((status) => [status, unlessPost] as const),
  ])("answered %i is sent %i times", async (status, sent) => {
    const server = await startServer(respondWith(status, "no", { location: "/other" }));
    const failure = await clientOf(server.url)
      .request(requestOf(method))
      .catch((error) => error);
    expect(failure).toMatchObject({ name: "HttpError", status });
    expect(failure.message.endsWith(triesSuffix(sent))).toBe(true);
    expect(/tried/.test(failure.message)).toBe(sent > 1);
    expect(server.requests.map(({ path }) => path)).toEqual(Array(sent).fill("/things"));
  });

  it.each([
    ["that is cut before its answer", (_request, response) => response.destroy()],
    [
      "that is cut within its answer",
      (_request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("{", () => response.destroy());
      },
    ],
  ] as [string, Responder][])(`%s is sent ${unlessPost} times`, async (_what, answer) => {
    const server = await startServer(answer);
    const failure = await clientOf(server.url)
      .request(requestOf(method))
      .catch((error) => error);
    expect(failure).toMatchObject({ name: "HttpError", code: "network", ambiguous: true });
    expect(failure.message.endsWith(triesSuffix(unlessPost))).toBe(true);
    expect(server.requests).toHaveLength(unlessPost);
  });

  it(`whose answer does not begin or not end in time is sent ${unlessPost} times`, async () => {
    const late: Responder[] = [() => {}, (_request, response) => response.writeHead(200).write("{")];
    const timingOut = late.map(async (answer) => {
      const server = await startServer(answer);
      const client = clientOf(server.url, { requestTimeout: 500 });
      const failure = await client.request(requestOf(method)).catch((error) => error);
      expect(failure).toMatchObject({ name: "HttpError", code: "timeout", ambiguous: true });
      expect(failure.message.endsWith(triesSuffix(unlessPost))).toBe(true);
      expect(server.requests).toHaveLength(unlessPost);
    });
    await Promise.all(timingOut);
  });

  it("whose connection is refused is tried 3 times, since it was never sent", async () => {
    const port = await closedPort();
    const refused = failedConnectionsTo("127.0.0.1", port);
    await expect(clientOf(`http://127.0.0.1:${port}`).request(requestOf(method))).rejects.toMatchObject({
      code: "network",
      ambiguous: false,
      message: expect.stringMatching(/\(ECONNREFUSED\): .* \(tried 3 times\)$/),
    });
    expect(refused.count).toBe(3);
  });

  it("to a name that DNS does not know is tried once", async () => {
    const name = `${"a".repeat(64)}.invalid`;
    const unknown = failedConnectionsTo(name, "");
    await expect(clientOf(`http://${name}`).request(requestOf(method))).rejects.toMatchObject({
      message: expect.not.stringContaining("tried"),
    });
    expect(unknown.count).toBe(1);
  });

  it("succeeds if a repetition does, and sends the same request again", async () => {
    const server = await startServer(({ body }, response) => {
      const { length } = server.requests;
      response.writeHead(length < 3 ? 429 : 200).end(JSON.stringify({ length, body }));
    });
    const answer = await clientOf(server.url).request({ ...requestOf(method), headers: { "x-key": "k" } });
    expect(answer.json(z.object({ length: z.number() })).length).toBe(3);
    for (const again of server.requests) expect(again).toEqual(server.requests[0]);
    expect(server.requests[0]?.headers).toMatchObject({ "x-key": "k" });
  });
});

describe("a POST", () => {
  it("reaches a server that begins to listen after it was refused", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    const port = await closedPort();
    const refused = failedConnectionsTo("127.0.0.1", port);
    const asking = clientOf(`http://127.0.0.1:${port}`).request(requestOf("POST"));
    await vi.waitFor(() => expect(refused.count).toBe(1), { interval: 5 });
    const received = vi.fn();
    const late = createServer((request, response) => {
      received(request.method);
      response.end("{}");
    }).listen(port, "127.0.0.1");
    onTestFinished(() => void late.close());
    await once(late, "listening");
    await expect(asking).resolves.toMatchObject({ status: 200 });
    expect(received.mock.calls).toEqual([["POST"]]);
  });

  it("that was first refused is not repeated once an attempt may have been processed", async () => {
    const server = await startServer((_request, response) => {
      if (server.requests.length === 1) return response.writeHead(429).end();
      return response.destroy();
    });
    await expect(clientOf(server.url).request(requestOf("POST"))).rejects.toMatchObject({
      code: "network",
      ambiguous: true,
      message: expect.stringMatching(/ \(tried 2 times\)$/),
    });
    expect(server.requests).toHaveLength(2);
  });
});

describe("a request that would fail again is tried once:", () => {
  let loopback: { key: string; cert: string };
  beforeAll(async () => {
    loopback = await (await throwawayAuthority()).issue({ ip: "127.0.0.1" });
  });

  it("a certificate that is not trusted", async () => {
    const server = await startServer(respondWith(200), loopback);
    let connections = 0;
    server.server.on("connection", () => connections++);
    await expect(clientOf(server.url).request(requestOf("GET"))).rejects.toMatchObject({ code: "tls" });
    expect(connections).toBe(1);
  });

  it("a peer that is not a web server", async () => {
    const server = await startServer((_request, response) => response.socket?.end("220 ready\r\n"));
    await expect(clientOf(server.url).request(requestOf("GET"))).rejects.toMatchObject({
      code: "unexpected-answer",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("an oversized answer", async () => {
    const server = await startServer((_request, response) => response.end(" ".repeat(33_600_000)));
    await expect(clientOf(server.url).request(requestOf("GET"))).rejects.toMatchObject({
      code: "unexpected-answer",
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([["<html>Sign in</html>"], ['{"name":5}'], ['{"name"']])("the answer %s", async (body) => {
    const server = await startServer(respondWith(200, body));
    const answer = await clientOf(server.url).request(requestOf("GET"));
    expect(() => answer.json(z.object({ name: z.string() }))).toThrow(/ with a body that /);
    expect(server.requests).toHaveLength(1);
  });

  it("an accepted status", async () => {
    const server = await startServer(respondWith(503));
    const answer = await clientOf(server.url).request({ ...requestOf("GET"), accept: [503] });
    expect(answer.status).toBe(503);
    expect(server.requests).toHaveLength(1);
  });

  it("an impossible address", async () => {
    const server = await startServer(respondWith(200));
    const failure = await clientOf(server.url)
      .request({ method: "GET", route: [".."] })
      .catch((error) => error);
    expect(failure.message).toMatch(/; nothing was sent$/);
  });
});
