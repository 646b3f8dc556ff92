import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  lambdaWebhookHandler,
  type RockitWebhookHandlerOptions,
  webhookHandler,
} from "../../../packages/webhooks/src/index.ts";
import { nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";
import { body, delivery, event, recordCallbacks, requestOf, secret, tokenHeader } from "./samples.ts";
import { startHttpServer } from "./server.ts";

// A handler never throws and never rejects, whatever the request, the response or the callbacks do:
// no server would catch the rejection, and the process would end.

type Middleware = (request: IncomingMessage, response: ServerResponse) => void;

async function start(options: Partial<RockitWebhookHandlerOptions> = {}, before: Middleware = () => {}) {
  const { recorded, callbacks } = recordCallbacks();
  const outcomes: Promise<unknown>[] = [];
  let current: ServerResponse | undefined;
  const handler = nodeWebhookHandler({
    rockit: { secret },
    ...callbacks,
    ...options,
  });
  const { port } = await startHttpServer((request, response) => {
    current = response;
    before(request, response);
    outcomes.push(handler(request, response));
  });
  const outcomeStatuses = async () => (await Promise.allSettled(outcomes)).map(({ status }) => status);
  return { port, ...recorded, outcomes, outcomeStatuses, response: () => current };
}

/** Sends only these lines, and returns the answer once the connection has closed. */
async function sendRaw(port: number, lines: readonly string[], rest = ""): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(["POST /hook HTTP/1.1", "host: x", ...lines, "", rest].join("\r\n"));
  let answer = "";
  socket.on("data", (data) => {
    answer += data;
  });
  // An answer from another part of the server may leave the connection open.
  const timer = setTimeout(() => socket.destroy(), 1500);
  await once(socket, "close");
  clearTimeout(timer);
  return answer;
}

const validDelivery = await delivery();
const validHeaderLines = Object.entries(validDelivery.headers).map(([name, value]) => `${name}: ${value}`);
const post = (port: number, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}/hook`, { method: "POST", ...validDelivery, ...init });

describe("a handler never rejects when another part of the server has answered:", () => {
  const answerFirst = (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(503).end("busy");
  const slowLength = "100000";
  const slowBody = `content-length: ${slowLength}`;
  /** Only for the slow body: a busy machine may take as long for a valid request. */
  const onTimeout = ({ headers }: IncomingMessage, response: ServerResponse) => {
    if (headers["content-length"] === slowLength)
      response.setTimeout(50, () => response.writeHead(503).end("too slow"));
  };

  test("before the handler was called", async () => {
    const { port, outcomeStatuses, events } = await start({}, answerFirst);
    expect((await post(port)).status).toBe(503);
    expect((await post(port, { headers: {} })).status).toBe(503);
    expect(await outcomeStatuses()).toEqual(["fulfilled", "fulfilled"]);
    expect(events).toEqual([]);
  });

  test.each([
    ["with a token", validHeaderLines],
    ["without a token", []],
  ])("the server's own timeout, during a slow body %s", async (_, lines) => {
    const { port, outcomeStatuses, events, outcomes } = await start({ bodyTimeout: 0.3 }, onTimeout);
    const answer = await sendRaw(port, [...lines, slowBody], "slow");
    expect(answer).toMatch(lines.length > 0 ? /^HTTP\/1\.1 503 / : /^HTTP\/1\.1 401 /);
    expect(outcomes).toHaveLength(1);
    expect(await outcomeStatuses()).toEqual(["fulfilled"]);
    expect((await post(port)).status).toBe(204);
    expect(events).toEqual([event]);
  });

  test.each<[string, (response: ServerResponse | undefined) => unknown]>([
    ["onEvent itself", (response) => response?.writeHead(200).end("mine")],
    ["onEvent, with an unfinished answer", (response) => response?.writeHead(200).write("mine")],
    ["onEvent, by destroying the response", (response) => response?.destroy()],
    ["onEvent, by destroying the connection", (response) => response?.socket?.destroy()],
    [
      "onEvent, before it fails",
      (response) => {
        response?.writeHead(200).end("mine");
        throw new Error("after the answer");
      },
    ],
  ])("%s", async (_, act) => {
    const server = await start({ onEvent: () => void act(server.response()) });
    await sendRaw(
      server.port,
      [...validHeaderLines, "connection: close", `content-length: ${body.length}`],
      body,
    );
    await expect.poll(() => server.outcomes.length).toBe(1);
    expect(await server.outcomeStatuses()).toEqual(["fulfilled"]);
  });

  test("onRejected, while the body still arrives", async () => {
    const server = await start({ onRejected: () => void server.response()?.writeHead(418).end() });
    expect(await sendRaw(server.port, [slowBody], "slow")).toMatch(/^HTTP\/1\.1 418 /);
    expect(await server.outcomeStatuses()).toEqual(["fulfilled"]);
  });
});

test.each<keyof ServerResponse>(["writeHead", "end"])("a throwing response.%s is caught", async (name) => {
  const { port, outcomeStatuses, errors } = await start({}, (_, response) => {
    Object.assign(response, { [name]: () => expect.fail("it is of no use") });
  });
  await expect(post(port)).rejects.toThrow("fetch failed");
  expect(await outcomeStatuses()).toEqual(["fulfilled"]);
  expect(errors).toMatchObject([{ message: expect.stringContaining("it is of no use") }]);
});

test("a response.end that throws in the middle of a body is caught", async () => {
  const { port, outcomeStatuses } = await start({}, (_, response) => {
    Object.assign(response, { end: () => expect.fail("it is of no use") });
  });
  const answer = await sendRaw(port, ["content-length: 100000"], "slow");
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  expect(await outcomeStatuses()).toEqual(["fulfilled"]);
});

test("errors of the request or response stream don't reject the handler", async () => {
  const { port, outcomeStatuses, events } = await start({}, (request, response) => {
    setImmediate(() => request.emit("error", new Error("of the request")));
    setImmediate(() => response.emit("error", new Error("of the response")));
  });
  await post(port);
  expect(await outcomeStatuses()).toEqual(["fulfilled"]);
  expect(events.length).toBeLessThanOrEqual(1);
});

test("HTTP/2: a rejected body ends its stream but not the connection", async () => {
  const handler = nodeWebhookHandler({ rockit: { secret }, onEvent: () => {}, bodyTimeout: 0.2 });
  const outcomes: Promise<void>[] = [];
  const server = createHttp2Server((request, response) => {
    outcomes.push(handler(request as never, response as never));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  const send = async (headers: Record<string, string>, start: string, ends: boolean) => {
    const stream = client.request({ ":method": "POST", ":path": "/hook", ...headers });
    stream.on("error", () => {});
    stream.write(start);
    if (ends) stream.end();
    const [answered] = await once(stream, "response");
    await text(stream).catch(() => "");
    return answered[":status"];
  };
  expect(await send({}, "slow", false)).toBe(401);
  expect(await send(validDelivery.headers, "slow", false)).toBe(408);
  expect(await send(validDelivery.headers, body, true)).toBe(204);
  expect((await Promise.allSettled(outcomes)).map(({ status }) => status)).toEqual(
    Array(3).fill("fulfilled"),
  );
});

/** An object of which every property access and every call throws. */
const throwingProxy = new Proxy(() => {}, {
  get: () => expect.fail("hostile"),
  has: () => expect.fail("hostile"),
  apply: () => expect.fail("hostile"),
  ownKeys: () => expect.fail("hostile"),
}) as never;

describe("whatever value is passed as the request,", () => {
  const options = { rockit: { secret }, onEvent: () => expect.fail("no event"), onError: () => {} };
  const odd = [
    undefined,
    null,
    7,
    {},
    throwingProxy,
    { method: "POST" },
    { method: "POST", headers: throwingProxy },
  ];

  test.each(odd.map((request) => [request]))("a handler answers: case %#", async (request) => {
    const answered = await webhookHandler(options)(request as never);
    expect(answered.status).toBeGreaterThanOrEqual(400);
    const result = await lambdaWebhookHandler(options)(request as never);
    expect(result.statusCode).toBeGreaterThanOrEqual(400);
    await nodeWebhookHandler(options)(request as never, {} as never);
    await nodeWebhookHandler(options)(request as never, throwingProxy);
  });

  test("no handler rejects (fuzzing)", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const headers = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom(tokenHeader, "content-type"), fc.anything()),
    );
    const request = fc.record(
      {
        method: fc.oneof(fc.constant("POST"), fc.anything()),
        headers,
        body: fc.anything(),
        httpMethod: fc.constant("POST"),
      },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(fc.oneof(request, fc.anything()), async (strange) => {
      await webhookHandler(options)(strange as never);
      await lambdaWebhookHandler(options)(strange as never);
      await nodeWebhookHandler(options)(strange as never, strange as never);
    });
    await fc.assert(property, { numRuns: 300 });
    log.mockRestore();
  });
});

describe("the operator gets an error that the body can't be read any more:", () => {
  const handlerWithErrors = () => {
    const errors: string[] = [];
    const handler = webhookHandler({
      rockit: { secret },
      onEvent: () => expect.fail("no event"),
      onError: (error) => void errors.push((error as Error).message),
    });
    return { errors, handler };
  };
  const words = expect.stringContaining("a body parser probably ran first");

  test("a body that was read before", async () => {
    const { errors, handler } = handlerWithErrors();
    const request = requestOf(validDelivery);
    await request.text();
    expect((await handler(request)).status).toBe(500);
    expect(errors).toEqual([words]);
  });

  test("a stream with a locked reader", async () => {
    const { errors, handler } = handlerWithErrors();
    const request = requestOf(validDelivery);
    request.body?.getReader();
    expect((await handler(request)).status).toBe(500);
    expect(errors).toEqual([words]);
  });

  test("a Node.js request that was read before", async () => {
    const { port, errors } = await start({}, (request) => void request.resume());
    expect((await post(port)).status).toBe(500);
    expect(errors).toMatchObject([{ message: words }]);
  });
});

test.each<BufferEncoding>(["utf8", "latin1", "hex", "base64"])(
  "after setEncoding(%j) bytes are counted and the body is unchanged",
  async (encoding) => {
    const bodyWithUmlauts = JSON.stringify({ ...event, appName: "Grüße" });
    const { port, events } = await start({ maxBodySize: Buffer.byteLength(bodyWithUmlauts) }, (request) => {
      request.setEncoding(encoding);
    });
    expect((await post(port, { body: bodyWithUmlauts })).status).toBe(204);
    expect(events).toEqual([{ ...event, appName: "Grüße" }]);
    expect((await post(port, { body: `${bodyWithUmlauts} ` })).status).toBe(413);
  },
);

test("an ArrayBuffer from a body parser is accepted as the body", async () => {
  const { port, events } = await start({}, (request) => {
    Object.assign(request, { rawBody: new TextEncoder().encode(body).buffer });
  });
  expect((await post(port)).status).toBe(204);
  expect(events).toEqual([event]);
});
