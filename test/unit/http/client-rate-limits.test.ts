import { afterEach, describe, expect, it, vi } from "vitest";
import { clientOf } from "../../helpers/client.ts";
import { type Responder, respondWith, startServer } from "../../helpers/server.ts";
import { get, post } from "./requests.ts";

const maintenance = { status: "failed", error: "maintenance", message: "back soon", retryAfter: "900" };

afterEach(() => void vi.restoreAllMocks());

/** A server that accepts a number of requests a second and refuses others with 429, without Retry-After. */
async function startLimitedServer(
  perSecond: number,
  isAccepted: (acceptedTimes: number[], perSecond: number, now: number) => boolean,
) {
  const acceptedTimes: number[] = [];
  const answer: Responder = (_request, response) => {
    const now = performance.now();
    const accepts = isAccepted(acceptedTimes, perSecond, now);
    if (accepts) acceptedTimes.push(now);
    response.writeHead(accepts ? 201 : 429).end("{}");
  };
  const server = await startServer(answer);
  return { ...server, acceptedTimes };
}

const limiters: Record<string, (acceptedTimes: number[], perSecond: number, now: number) => boolean> = {
  "in any second": (acceptedTimes, perSecond, now) =>
    acceptedTimes.filter((time) => time > now - 1000).length < perSecond,
  "in each full second": (acceptedTimes, perSecond, now) =>
    acceptedTimes.filter((time) => Math.floor(time / 1000) === Math.floor(now / 1000)).length < perSecond,
  "one after the other, with a burst": (acceptedTimes, perSecond, now) => {
    const since = now - (acceptedTimes[0] ?? now);
    return acceptedTimes.length < perSecond * 2 + (since * perSecond) / 1000;
  },
};

it("40 creations at a server that accepts 5 a second all succeed, each once", async () => {
  const creating = Object.values(limiters).map(async (isAccepted) => {
    const server = await startLimitedServer(5, isAccepted);
    // The total timeout of a request is much shorter than the test, and the budget allows few repetitions.
    const client = clientOf(server.url, { totalTimeout: 4000 });
    const answers = await Promise.all(Array.from({ length: 40 }, () => client.request(post)));
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(201));
    expect(server.acceptedTimes).toHaveLength(40);
    // All requests slow down together, so far fewer are refused than if each retried alone.
    expect(server.requests.length - 40).toBeLessThan(40);
  });
  await Promise.all(creating);
}, 60_000);

describe("a 429 without Retry-After", () => {
  it("fails once no request was accepted for the total time, and reports the attempts", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const server = await startServer(respondWith(429, "too many"));
    await expect(clientOf(server.url, { totalTimeout: 1000 }).request(post)).rejects.toMatchObject({
      code: "rate-limited",
      status: 429,
      ambiguous: false,
      // After 0, 250 and 750 ms; the next pause would end after 1750 ms.
      message: `${server.host} answered 429 and said: too many (tried 3 times)`,
    });
    expect(server.requests).toHaveLength(3);
  });

  it("stays ambiguous if an earlier attempt may have succeeded", async () => {
    const server = await startServer((_request, response) =>
      server.requests.length === 1 ? response.destroy() : response.writeHead(429).end(),
    );
    const deleting = clientOf(server.url, { totalTimeout: 1000 }).request({
      method: "DELETE",
      route: ["things"],
    });
    await expect(deleting).rejects.toMatchObject({ code: "rate-limited", ambiguous: true });
  });

  it("ends the wait at once when the command is stopped", async () => {
    const stop = new AbortController();
    const server = await startServer((_request, response) => {
      response.writeHead(429).end();
      if (server.requests.length === 2) setImmediate(() => stop.abort());
    });
    const client = clientOf(server.url, { stopped: stop.signal });
    await expect(client.request(post)).rejects.toMatchObject({ code: "rate-limited", ambiguous: false });
    expect(server.requests).toHaveLength(2);
  });

  it("does not fail a waiting request while the server accepts others", async () => {
    const until = performance.now() + 1500;
    const server = await startServer(({ path }, response) => {
      if (path === "/others") return setTimeout(() => response.end("{}"), 100);
      return response.writeHead(performance.now() < until ? 429 : 201).end("{}");
    });
    const client = clientOf(server.url, { totalTimeout: 1000, maxConnections: 1 });
    let finished = false;
    const creating = client.request(post).finally(() => {
      finished = true;
    });
    creating.catch(() => {});
    // The server keeps accepting other requests, so it is available and only limits the rate.
    while (!finished) await client.request({ ...get, route: ["others"] });
    await expect(creating).resolves.toMatchObject({ status: 201 });
  });
});

describe("a server in maintenance", () => {
  it.each([
    ["900", "retry in 15 min"],
    [undefined, "retry later"],
  ])("is reported as such, at once and unambiguously, for Retry-After: %s", async (wanted, words) => {
    const headers: Record<string, string> = wanted === undefined ? {} : { "retry-after": wanted };
    const server = await startServer(respondWith(503, maintenance, headers));
    for (const request of [post, get]) {
      await expect(clientOf(server.url).request(request)).rejects.toMatchObject({
        code: "maintenance",
        status: 503,
        ambiguous: false,
        message: `${server.host} is in maintenance (503); ${words}`,
      });
    }
    expect(server.requests).toHaveLength(2);
  });

  it("is waited for within the total time, even by a POST, which was not processed", async () => {
    const server = await startServer((_request, response) => {
      if (server.requests.length > 1) return response.writeHead(201).end("{}");
      return response.writeHead(503, { "retry-after": "1" }).end(JSON.stringify(maintenance));
    });
    await expect(clientOf(server.url).request(post)).resolves.toMatchObject({ status: 201 });
  });

  it.each([
    ["the word in a message", { error: "database maintenance failed" }],
    ["plain text", "maintenance"],
    ["a list", ["maintenance"]],
  ])("is not inferred from %s: a POST may have been processed", async (_what, body) => {
    const server = await startServer(respondWith(503, body, { "retry-after": "900" }));
    await expect(clientOf(server.url).request(post)).rejects.toMatchObject({
      code: "unavailable",
      ambiguous: true,
    });
  });
});
