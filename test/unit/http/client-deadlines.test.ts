import { describe, expect, it, vi } from "vitest";
import { clientOf } from "../../helpers/client.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import { nextAnswer } from "./connections.ts";
import { get, post } from "./requests.ts";
import { retryWithoutWaits } from "./retry-without-waits.ts";

retryWithoutWaits();

describe("the total deadline", () => {
  // The waits are 499 and 999 ms.
  it.each([
    [490, 1],
    [990, 2],
  ])("of %i ms allows no wait that would end after it", async (totalTimeout, sent) => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    const server = await startServer(respondWith(503));
    await expect(clientOf(server.url, { totalTimeout }).request(get)).rejects.toMatchObject({
      code: "unavailable",
      message: `${server.host} answered 503 and said: {}${sent === 1 ? "" : " (tried 2 times)"}`,
    });
    expect(server.requests).toHaveLength(sent);
  });

  it("leaves only the remaining time to a later attempt", async () => {
    const server = await startServer(() => {});
    const client = clientOf(server.url, { requestTimeout: 1500, totalTimeout: 2000 });
    const started = performance.now();
    await expect(client.request(get)).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringMatching(/ \(tried 2 times\)$/),
    });
    const took = performance.now() - started;
    expect(took).toBeGreaterThan(1950);
    expect(took).toBeLessThan(2900);
    expect(server.requests).toHaveLength(2);
  });

  it("also limits a single attempt", async () => {
    const server = await startServer(() => {});
    const started = performance.now();
    await expect(clientOf(server.url, { totalTimeout: 150 }).request(get)).rejects.toMatchObject({
      code: "timeout",
    });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(server.requests).toHaveLength(1);
  });

  // An attempt sent too late would time out within a millisecond and hide the server's answer.
  it("ends a request whose next attempt waits too long for a place", async () => {
    const server = await startServer(({ path }, response) => {
      if (path === "/things") response.writeHead(503).end();
    });
    const client = clientOf(server.url, { maxConnections: 1, totalTimeout: 1000 });
    const [retried, unanswered] = [client.request(get), client.request({ ...get, route: ["unanswered"] })];
    await Promise.all([
      expect(unanswered).rejects.toMatchObject({ code: "timeout" }),
      expect(retried).rejects.toMatchObject({
        code: "unavailable",
        message: `${server.host} answered 503 without a message`,
      }),
    ]);
  });

  // Without the check, a request would wait for the whole pause that another request caused.
  it("ends a request whose next attempt would have to wait too long in a pause", async () => {
    const pendingAnswers: (() => void)[] = [];
    const server = await startServer(({ path }, response) => {
      if (path === "/late") response.writeHead(429, { "retry-after": "20" }).end();
      else pendingAnswers.push(() => response.writeHead(503).end());
    });
    const stop = new AbortController();
    const client = clientOf(server.url, { totalTimeout: 20_200, stopped: stop.signal });
    const started = performance.now();
    const retried = client.request(get).catch((error) => error);
    await vi.waitFor(() => expect(performance.now() - started).toBeGreaterThan(300), { interval: 5 });
    // The pause fits into the remaining time of the request that caused it, but not into that of the other.
    const answered = nextAnswer();
    const late = client.request({ ...get, route: ["late"] }).catch((error) => error);
    await answered;
    pendingAnswers[0]?.();
    expect(await retried).toMatchObject({ code: "unavailable" });
    stop.abort();
    expect(await late).toMatchObject({ code: "rate-limited" });
  });
});

describe("a request that waits for its turn", () => {
  it("does not lose any of its own time", async () => {
    const server = await startServer((_request, response) => setTimeout(() => response.end("{}"), 120));
    const client = clientOf(server.url, { maxConnections: 1, requestTimeout: 1000, totalTimeout: 1000 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => client.request(post)));
    expect(answers).toHaveLength(12);
  });

  it.each([1, 5])("waits while %i others are under way", async (maxConnections) => {
    let [inFlight, maximum] = [0, 0];
    const pendingAnswers: (() => void)[] = [];
    const server = await startServer((_request, response) => {
      maximum = Math.max(maximum, ++inFlight);
      response.on("finish", () => inFlight--);
      pendingAnswers.push(() => response.end("{}"));
      // The first answer waits until all allowed requests have arrived.
      if (inFlight === maxConnections) for (const answer of pendingAnswers.splice(0)) answer();
    });
    const client = clientOf(server.url, { maxConnections });
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.request(get)));
    expect(answers).toHaveLength(100);
    expect(maximum).toBe(maxConnections);
  });

  it("gets its turn when earlier requests failed", async () => {
    const server = await startServer(({ path }, response) =>
      path === "/things" ? response.end("{}") : response.destroy(),
    );
    const client = clientOf(server.url, { maxConnections: 2 });
    const failing = Array.from({ length: 10 }, () => client.request({ ...post, route: ["cut"] }));
    const asking = client.request(get);
    const outcomes = await Promise.allSettled([...failing, asking]);
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(10).fill("rejected"), "fulfilled"]);
  });
});
