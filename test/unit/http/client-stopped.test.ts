import { describe, expect, it, vi } from "vitest";
import { clientOf } from "../../helpers/client.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import { nextAnswer } from "./connections.ts";
import { get, post } from "./requests.ts";

const cancelledError = (host: string) => ({
  name: "HttpError",
  code: "cancelled",
  status: undefined,
  ambiguous: false,
  message: `the command was cancelled before the request to ${host} was sent`,
});

describe("once the command is stopped", () => {
  it.each([
    ["GET", get],
    ["POST", post],
  ])("no %s starts", async (_method, wanted) => {
    const server = await startServer(respondWith(200));
    const client = clientOf(server.url, { stopped: AbortSignal.abort() });
    await expect(client.request(wanted)).rejects.toMatchObject(cancelledError(server.host));
    await expect(client.request(wanted)).rejects.toMatchObject(cancelledError(server.host));
    expect(server.requests).toEqual([]);
  });

  it("a request under way finishes", async () => {
    const stop = new AbortController();
    const server = await startServer((_request, response) => {
      stop.abort();
      setImmediate(() => response.writeHead(201).end("{}"));
    });
    const client = clientOf(server.url, { stopped: stop.signal });
    await expect(client.request(post)).resolves.toMatchObject({ status: 201 });
    await expect(client.request(post)).rejects.toMatchObject(cancelledError(server.host));
    expect(server.requests).toHaveLength(1);
  });

  it("a request that fails under way is not repeated, and reports its failure", async () => {
    const stop = new AbortController();
    const server = await startServer((_request, response) => {
      stop.abort();
      response.writeHead(503).end();
    });
    await expect(clientOf(server.url, { stopped: stop.signal }).request(get)).rejects.toMatchObject({
      code: "unavailable",
      message: `${server.host} answered 503 without a message`,
    });
    expect(server.requests).toHaveLength(1);
  });

  it("a wait ends at once with the server's last answer", async () => {
    const stop = new AbortController();
    const server = await startServer(respondWith(429, "busy", { "retry-after": "60" }));
    const answered = nextAnswer();
    const asking = clientOf(server.url, { stopped: stop.signal }).request(post);
    answered.then(() => stop.abort());
    const started = performance.now();
    await expect(asking).rejects.toMatchObject({
      code: "rate-limited",
      retryAfter: 60_000,
      message: `${server.host} answered 429 and said: busy; it asks to wait 60 s`,
    });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(server.requests).toHaveLength(1);
  });

  it("a request that waits for a place fails at once without starting", async () => {
    const stop = new AbortController();
    const answers: (() => void)[] = [];
    const server = await startServer((_request, response) => answers.push(() => response.end("{}")));
    const client = clientOf(server.url, { maxConnections: 1, stopped: stop.signal });
    const [first, second, third] = [client.request(post), client.request(post), client.request(get)];
    const refused = Promise.all([
      expect(second).rejects.toMatchObject(cancelledError(server.host)),
      expect(third).rejects.toMatchObject(cancelledError(server.host)),
    ]);
    await vi.waitFor(() => expect(answers).toHaveLength(1), { interval: 5 });
    stop.abort();
    await refused;
    answers[0]?.();
    await expect(first).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(1);
  });

  // Without the signal, a request would wait for the whole pause.
  it("a request that waits for the end of a pause fails at once without starting", async () => {
    const stop = new AbortController();
    const server = await startServer(respondWith(429, "", { "retry-after": "2" }));
    const client = clientOf(server.url, { stopped: stop.signal });
    const answered = nextAnswer();
    const first = client.request(get).catch(() => undefined);
    await answered;
    const second = client.request(get);
    const started = performance.now();
    stop.abort();
    await expect(second).rejects.toMatchObject(cancelledError(server.host));
    await first;
    expect(server.requests).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  // A cancelled second attempt must not hide that the first attempt may have succeeded.
  it("an attempt that does not start leaves the failure of the previous attempt", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const stop = new AbortController();
    const pendingAnswers: (() => void)[] = [];
    const server = await startServer(({ path }, response) =>
      path === "/unanswered" ? pendingAnswers.push(() => response.end("{}")) : response.destroy(),
    );
    const client = clientOf(server.url, { maxConnections: 1, stopped: stop.signal });
    const interrupted = client.request({ method: "DELETE", route: ["things"] }).catch((error) => error);
    const other = client.request({ ...get, route: ["unanswered"] });
    await vi.waitFor(() => expect(pendingAnswers).toHaveLength(1), { interval: 5 });
    stop.abort();
    pendingAnswers[0]?.();
    await other;
    vi.restoreAllMocks();
    const failure = await interrupted;
    expect(failure).toMatchObject({ code: "network", ambiguous: true });
    expect(failure.message).not.toContain("tried");
  });
});
