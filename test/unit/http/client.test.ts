import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defaultLimits } from "../../../provider/http/client.ts";
import { clientOf } from "../../helpers/client.ts";
import { type Responder, respondWith, startServer } from "../../helpers/server.ts";
import { get } from "./requests.ts";

describe("a request", () => {
  it("carries method, headers and a JSON body", async () => {
    const server = await startServer(respondWith(200));
    const body = { name: "a", gone: undefined, list: [1] };
    await clientOf(server.url).request({
      method: "POST",
      route: ["things"],
      headers: { "x-key": "k" },
      body,
    });
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        path: "/things",
        headers: { accept: "application/json", "content-type": "application/json", "x-key": "k" },
        body: '{"name":"a","list":[1]}',
      },
    ]);
  });

  it("asks caches not to answer: they know nothing of credentials in headers of the vendor's own", async () => {
    const server = await startServer(respondWith(200));
    await clientOf(server.url).request(get);
    expect(server.requests).toMatchObject([{ headers: { "cache-control": "no-cache" } }]);
  });

  it("has neither body nor content type when there is nothing to send", async () => {
    const server = await startServer(respondWith(200));
    await clientOf(server.url).request({ method: "DELETE", route: ["things", 7] });
    expect(server.requests).toMatchObject([{ method: "DELETE", path: "/things/7", body: "" }]);
    expect(server.requests[0]?.headers).not.toHaveProperty("content-type");
  });

  it.each([
    ["a slash", "a/b", "a%2Fb"],
    ["blanks", " a b ", "%20a%20b%20"],
    ["a percent sign", "100%", "100%25"],
    ["text that looks encoded", "a%2Fb", "a%252Fb"],
    ["an encoded dot segment", "%2e%2e", "%252e%252e"],
    ["the marks of query and fragment", "a?b#c&d=e+f", "a%3Fb%23c%26d%3De%2Bf"],
    ["a backslash, which a URL takes for a slash", "a\\b", "a%5Cb"],
    ["Unicode", "Größe-日本-🚀", "Gr%C3%B6%C3%9Fe-%E6%97%A5%E6%9C%AC-%F0%9F%9A%80"],
    ["dots that are no dot segment", "...", "..."],
    ["a semicolon", "a;b", "a%3Bb"],
    ["a line break", "a\r\nb", "a%0D%0Ab"],
  ])("encodes a route segment with %s", async (_what, segment, encoded) => {
    const server = await startServer(respondWith(200));
    await clientOf(server.url).request({ method: "DELETE", route: ["be", "v1", segment] });
    expect(server.requests.map(({ path }) => path)).toEqual([`/be/v1/${encoded}`]);
    expect(decodeURIComponent(encoded)).toBe(segment);
  });

  it.each([["."], [".."], [""], ["broken \ud800 Unicode"]])(
    "is rejected and not sent for the segment %j, which would reach another address",
    async (segment) => {
      const server = await startServer(respondWith(200));
      const deleting = clientOf(server.url).request({ method: "DELETE", route: ["things", segment] });
      await expect(deleting).rejects.toMatchObject({
        name: "HttpError",
        code: "invalid",
        ambiguous: false,
        message: `${JSON.stringify(segment.toWellFormed())} can't be part of a URL at ${server.host}; nothing was sent`,
      });
      expect(server.requests).toEqual([]);
    },
  );

  it.each([
    ["", "/things"],
    ["/", "/things"],
    ["/base", "/base/things"],
    ["/base/path/", "/base/path/things"],
    ["/b%20s", "/b%20s/things"],
  ])("keeps the endpoint's path %j", async (path, expected) => {
    const server = await startServer(respondWith(200));
    const client = clientOf(server.url + path);
    await client.request(get);
    await client.request(get);
    expect(server.requests.map((request) => request.path)).toEqual([expected, expected]);
  });

  it("encodes its query", async () => {
    const server = await startServer(respondWith(200));
    const query = { offset: 0, "order[]": "+name", q: "a&b=c d%é" };
    await clientOf(server.url).request({ ...get, query });
    const sent = new URL(server.requests[0]?.path ?? "", server.url);
    expect(Object.fromEntries(sent.searchParams)).toEqual({ ...query, offset: "0" });
    expect(sent.search).toBe("?offset=0&order%5B%5D=%2Bname&q=a%26b%3Dc+d%25%C3%A9");
  });
});

describe("an answer", () => {
  const shape = z.object({ name: z.string(), deep: z.object({ n: z.number() }).optional() });
  const requestAnswer = async (answer: Responder) => {
    const server = await startServer(answer);
    return { host: server.host, answer: await clientOf(server.url).request(get) };
  };
  const advice = "check that the endpoint is the vendor's API, not a proxy or a login page";

  it("returns its status, headers and JSON of the expected shape", async () => {
    const { answer } = await requestAnswer(
      respondWith(201, { name: "a", deep: { n: 1 } }, { "x-auth-token": "t" }),
    );
    expect(answer.status).toBe(201);
    expect(answer.headers["x-auth-token"]).toBe("t");
    expect(answer.json(shape)).toEqual({ name: "a", deep: { n: 1 } });
  });

  it("is complete even if its pieces split a character", async () => {
    const [front, back] = [Buffer.from('{"name":"\u00c3').subarray(0, 10), Buffer.from("\u00c3").subarray(1)];
    const { answer } = await requestAnswer((_request, response) => {
      response.write(front);
      setImmediate(() => response.end(Buffer.concat([back, Buffer.from('"}')])));
    });
    expect(answer.json(shape)).toEqual({ name: "\u00c3" });
  });

  it.each([
    ["nothing", "", " but empty"],
    ["blanks", " \r\n", " but empty"],
    ["a page", "<html><body>Sign in, operator</body></html>", " but an HTML page"],
    ["a page with its type", "\n<!DOCTYPE html>\n<title>Sign in</title>", " but an HTML page"],
    ["text", "OK", ""],
    ["truncated JSON", '{"name":"a"', ""],
  ])("of %s is not JSON", async (_what, body, instead) => {
    const { answer, host } = await requestAnswer(respondWith(200, body));
    expect(() => answer.json(shape)).toThrow(
      expect.objectContaining({
        name: "HttpError",
        code: "unexpected-answer",
        status: 200,
        ambiguous: true,
        message: `${host} answered 200 with a body that is not JSON${instead}: ${advice}`,
      }),
    );
  });

  it.each([
    [[], "", "Invalid input: expected object, received array"],
    [{}, " at name", "missing"],
    [{ name: "a", deep: {} }, " at deep.n", "missing"],
    [{ name: "a", deep: { n: "canary" } }, " at deep.n", "Invalid input: expected number, received string"],
  ])("of another shape, %j, is rejected with the position", async (body, place, issue) => {
    const { answer, host } = await requestAnswer(respondWith(200, body));
    expect(() => answer.json(shape)).toThrow(
      expect.objectContaining({
        code: "unexpected-answer",
        ambiguous: true,
        message: `${host} answered 200 with a body that has an unknown shape${place} (${issue}): ${advice}`,
      }),
    );
  });

  it("with an accepted status is not an error", async () => {
    const server = await startServer(respondWith(404, "gone"));
    const answer = await clientOf(server.url).request({ ...get, accept: [404] });
    expect(answer.status).toBe(404);
  });
});

describe("a connection", () => {
  it("is reused for the next request, and at most the configured number are opened", async () => {
    const server = await startServer(respondWith(200));
    let connections = 0;
    server.server.on("connection", () => connections++);
    const client = clientOf(server.url, { maxConnections: 2 });
    await Promise.all(Array.from({ length: 20 }, () => client.request(get)));
    await client.request(get);
    expect(server.requests).toHaveLength(21);
    expect(connections).toBe(2);
  });

  it("has the documented limits by default", () => {
    expect(defaultLimits).toEqual({
      connectTimeout: 10_000,
      requestTimeout: 30_000,
      totalTimeout: 120_000,
      maxConnections: 8,
      maxAnswerSize: 33_554_432,
    });
  });
});
