import { describe, expect, it, vi } from "vitest";
import { clientOf } from "../../helpers/client.ts";
import { type Responder, respondWith, startServer } from "../../helpers/server.ts";
import { nextAnswer } from "./connections.ts";
import { get, post } from "./requests.ts";
import { retryWithoutWaits } from "./retry-without-waits.ts";

retryWithoutWaits();

const hour = 3_600_000;
// A timer counts whole milliseconds, by another clock.
const timerTolerance = 5;

/** A server that gives the answers to its first requests, then 200; `times` holds when each arrived. */
async function startRecoveringServer(first: Responder, count = 1) {
  const times: number[] = [];
  const server = await startServer((request, response) => {
    times.push(performance.now());
    return times.length <= count ? first(request, response) : response.writeHead(200).end("{}");
  });
  const firstInterval = () => (times[1] ?? Number.NaN) - (times[0] ?? Number.NaN);
  return { ...server, times, firstInterval };
}

describe("Retry-After", () => {
  it("in seconds is waited for with every status", async () => {
    const cases = [
      [429, post],
      [429, get],
      [503, get],
      [500, get],
    ] as const;
    const waiting = cases.map(async ([status, wanted]) => {
      const server = await startRecoveringServer(respondWith(status, "", { "retry-after": "1" }));
      await expect(clientOf(server.url).request(wanted)).resolves.toMatchObject({ status: 200 });
      return server.firstInterval();
    });
    for (const firstInterval of await Promise.all(waiting)) {
      expect(firstInterval).toBeGreaterThanOrEqual(1000 - timerTolerance);
      expect(firstInterval).toBeLessThan(2000);
    }
  });

  it("as a date is read by the server's clock, even if an hour slow or fast", async () => {
    const waiting = [-hour, hour].map(async (off) => {
      const server = await startRecoveringServer((_request, response) => {
        const now = Date.now() + off;
        const [date, wanted] = [now, now + 1000].map((time) => new Date(time).toUTCString());
        response.writeHead(429, { date, "retry-after": wanted }).end();
      });
      await expect(clientOf(server.url).request(post)).resolves.toMatchObject({ status: 200 });
      return server.firstInterval();
    });
    for (const firstInterval of await Promise.all(waiting)) {
      expect(firstInterval).toBeGreaterThanOrEqual(1000 - timerTolerance);
      expect(firstInterval).toBeLessThan(2000);
    }
  });

  it("is spread over a short time, so that not all requests return at once", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    const server = await startRecoveringServer(respondWith(429, "", { "retry-after": "1" }));
    await clientOf(server.url).request(get);
    expect(server.firstInterval()).toBeGreaterThanOrEqual(1499 - timerTolerance);
  });

  it.each([["0"], ["soon"], [""]])("%j causes no wait", async (wanted) => {
    const server = await startRecoveringServer(respondWith(429, "", { "retry-after": wanted }));
    await expect(clientOf(server.url).request(post)).resolves.toMatchObject({ status: 200 });
    expect(server.firstInterval()).toBeLessThan(900);
  });

  it.each([
    [429, "rate-limited", post],
    [503, "unavailable", get],
  ])(
    "past the deadline ends the request, and the error gives the wait (%i)",
    async (status, code, wanted) => {
      const server = await startServer(respondWith(status, "busy", { "retry-after": "121" }));
      await expect(clientOf(server.url).request(wanted)).rejects.toMatchObject({
        code,
        status,
        retryAfter: 121_000,
        message: `${server.host} answered ${status} and said: busy; it asks to wait 121 s`,
      });
      expect(server.requests).toHaveLength(1);
    },
  );

  it("past the deadline of one request does not delay another request", async () => {
    const server = await startRecoveringServer(respondWith(429, "", { "retry-after": "121" }));
    const client = clientOf(server.url);
    await expect(client.request(get)).rejects.toMatchObject({ code: "rate-limited" });
    await expect(client.request(get)).resolves.toMatchObject({ status: 200 });
  });

  it("past the deadline as a date is reported in whole seconds", async () => {
    const date = new Date();
    const later = new Date(date.getTime() + hour).toUTCString();
    const server = await startServer(
      respondWith(429, "", { date: date.toUTCString(), "retry-after": later }),
    );
    await expect(clientOf(server.url).request(get)).rejects.toThrow(
      "without a message; it asks to wait 3600 s",
    );
  });

  it("past the remaining time also ends the request, and the error counts the attempts", async () => {
    const server = await startServer((_request, response) => {
      if (server.requests.length === 1) return response.writeHead(503).end();
      return response.writeHead(429, { "retry-after": "2" }).end();
    });
    await expect(clientOf(server.url, { totalTimeout: 1900 }).request(get)).rejects.toMatchObject({
      code: "rate-limited",
      message: `${server.host} answered 429 without a message; it asks to wait 2 s (tried 2 times)`,
    });
  });
});

describe("a 429 with a Retry-After", () => {
  it("delays all other requests for that time", async () => {
    const server = await startRecoveringServer(respondWith(429, "", { "retry-after": "1" }));
    const client = clientOf(server.url);
    const answered = nextAnswer();
    const first = client.request(get);
    await answered;
    await Promise.all([first, ...Array.from({ length: 5 }, () => client.request(post))]);
    expect(server.times).toHaveLength(7);
    for (const time of server.times.slice(1)) {
      expect(time - (server.times[0] ?? 0)).toBeGreaterThanOrEqual(1000 - timerTolerance);
    }
  });

  // The request that takes the free connection would start before the pause begins.
  it("delays waiting requests, and the request that takes the free connection", async () => {
    const server = await startRecoveringServer(respondWith(429, "", { "retry-after": "1" }));
    const client = clientOf(server.url, { maxConnections: 1 });
    await Promise.all(Array.from({ length: 3 }, () => client.request(get)));
    expect(server.firstInterval()).toBeGreaterThanOrEqual(1000 - timerTolerance);
  });

  it("lets 20 simultaneous POSTs succeed, and refuses no more than there are connections", async () => {
    let until = Number.POSITIVE_INFINITY;
    let refused = 0;
    const server = await startServer((_request, response) => {
      if (until === Number.POSITIVE_INFINITY) until = performance.now() + 900;
      if (performance.now() > until) return response.writeHead(201).end("{}");
      refused += 1;
      return response.writeHead(429, { "retry-after": "1" }).end();
    });
    const client = clientOf(server.url);
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.request(post)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(server.requests).toHaveLength(20 + refused);
    // Only requests under way at the first refusal are refused, not those that follow.
    expect(refused).toBeLessThanOrEqual(8);
  });

  it("of another status delays only its own request", async () => {
    const server = await startRecoveringServer(respondWith(503, "", { "retry-after": "1" }));
    const client = clientOf(server.url, { maxConnections: 1 });
    await Promise.all([client.request(get), client.request(get)]);
    expect(server.firstInterval()).toBeLessThan(900);
  });
});
